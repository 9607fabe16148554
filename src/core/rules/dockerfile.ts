import { configLanguage } from './configLanguage';
import { pipeToShell, worldWritable } from './dockerfileCommands';
import { imageSecret, remoteAdd, rootUser, unpinnedImage } from './dockerfileImages';
import { readDockerfile } from './dockerfileParser';
import { dockerTls } from './dockerfileTls';

/** Dockerfiles, however they are called. */
export const dockerfile = configLanguage({
  language: 'dockerfile',
  isFor: (path) =>
    /(?:^|\/)(?:(?:Dockerfile|Containerfile)(?:\.[\w-]+(?:\.[\w-]+)*)?|[^/]+\.(?:dockerfile|containerfile))$/i.test(
      path,
    ) && !/\.(?:dockerignore|md|txt|json|ya?ml|[jt]sx?|py|go|sh)$/i.test(path),
  parse: readDockerfile,
  rules: [rootUser, unpinnedImage, remoteAdd, imageSecret, pipeToShell, worldWritable, dockerTls],
});
