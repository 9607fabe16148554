import { configLanguage } from './configLanguage';
import { pipeToShell, worldWritable } from './dockerfileCommands';
import { imageSecret, remoteAdd, rootUser, unpinnedImage } from './dockerfileImages';
import { readDockerfile } from './dockerfileParser';
import { dockerTls } from './dockerfileTls';

/** Dockerfiles, however they are called. */
export const dockerfile = configLanguage({
  language: 'dockerfile',
  parse: readDockerfile,
  rules: [rootUser, unpinnedImage, remoteAdd, imageSecret, pipeToShell, worldWritable, dockerTls],
});
