import { snippet } from './rule';

const interpreters =
  'node nodejs deno bun bunx ts-node tsx python pypy ipython perl ruby irb php lua luajit tclsh wish expect osascript rscript julia groovy jshell java scala ghci runghc erl elixir iex guile racket sbcl awk gawk mawk nawk sed ed ex vi vim nvim emacs gdb lldb sqlite psql mysql';
const shells =
  'sh bash rbash zsh dash ash ksh mksh csh tcsh fish busybox toybox cmd command powershell pwsh cscript wscript mshta rundll wsl';
const starters =
  'env xargs ssh rsh autossh mosh sshpass su sudo sudoedit doas runuser pkexec gosu eval exec nohup time nice ionice chrt taskset timeout watch entr find fd parallel chroot unshare nsenter bwrap firejail setsid setpriv setarch stdbuf unbuffer strace ltrace flock script screen tmux at batch crontab systemd-run start-stop-daemon start daemonize dtach docker podman nerdctl kubectl oc lxc ctr vagrant ansible npx pnpx pnpm yarn make gmake nmake cmake ninja just rake gradle gradlew mvn ant cargo go';

const runners = new Set([interpreters, shells, starters].flatMap((names) => names.split(' ')));

/**
 * Why it is no help to start this program without a shell: it runs what it is given, as code or as
 * a command. Undefined for any other program. It may be a path, with a version or an ending.
 */
export function whyRunner(program: string): string | undefined {
  const name =
    program
      .split(/[\\/]/)
      .at(-1)
      ?.toLowerCase()
      .replace(/\.(exe|com)$/, '') ?? '';
  const plain = name.replace(/w?[-\d.]+$/, '');
  if (!runners.has(name) && !runners.has(plain) && !runners.has(plain.replace(/w$/, ''))) {
    return undefined;
  }
  return `${snippet(program)} runs what it is given as code or as a command, so a value could do harm without a shell too.`;
}
