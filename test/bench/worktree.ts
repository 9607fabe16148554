import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { scratchTree } from '../../src/node/scratch/tree';

/** `node worktree.mjs FOLDER FILES ROUNDS`: makes a repository in FOLDER and says, as JSON, what each round took, in milliseconds. */
const [, , folder = '', files = '', rounds = ''] = process.argv;

interface Taken {
  readonly wall: number;
  /** Of this process and of the programs that it ran; only where the system tells. */
  readonly cpu?: number;
}

const changed = 200;
const fresh = 100;
const packages = 400;

function makeRepository(): void {
  const name = (at: number) => path.join(folder, `part${at % 50}`, `module${at}.js`);
  for (let at = 0; at < 50; at += 1) {
    fs.mkdirSync(path.join(folder, `part${at}`), { recursive: true });
  }
  for (let at = 0; at < Number(files) - 1; at += 1) fs.writeFileSync(name(at), source(at));
  fs.writeFileSync(path.join(folder, '.gitignore'), 'node_modules/\n');
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'All files');
  for (let at = 0; at < changed; at += 1) fs.appendFileSync(name(at * 7), '// changed\n');
  for (let at = 0; at < fresh; at += 1) fs.writeFileSync(`${name(at)}on`, '{}\n');
  for (let at = 0; at < packages; at += 1) {
    const home = path.join(folder, 'node_modules', `package${at}`);
    fs.mkdirSync(home, { recursive: true });
    fs.writeFileSync(path.join(home, 'index.js'), 'module.exports = 1;\n');
  }
}

function source(at: number): string {
  let text = `const store = require('./store');\n`;
  for (let index = 0; text.length < 1000 + (at % 10) * 600; index += 1) {
    text += `exports.find${at}x${index} = (name) => store.get('${index}', name);\n`;
  }
  return text;
}

function git(...args: readonly string[]): void {
  const person = ['-c', 'user.name=Bench', '-c', 'user.email=bench@example.org'];
  const all = [...person, '-c', 'commit.gpgsign=false', '-C', folder, ...args];
  execFileSync('git', all, { stdio: 'pipe' });
}

async function timed(work: () => Promise<unknown> | undefined): Promise<Taken> {
  const [began, spent] = [performance.now(), processorTime()];
  await work();
  const wall = performance.now() - began;
  const now = processorTime();
  return spent === undefined || now === undefined ? { wall } : { wall, cpu: now - spent };
}

/** The ticks of this process and of its children, of which there are a hundred a second. */
function processorTime(): number | undefined {
  try {
    const fields = fs.readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
  } catch {
    return undefined;
  }
}

/** What git alone takes; what it has made is cleared away without being counted. */
async function timedGit(args: readonly string[], target: string): Promise<Taken> {
  const taken = await timed(() => {
    git(...args);
    return undefined;
  });
  fs.rmSync(target, { recursive: true, force: true });
  git('worktree', 'prune');
  return taken;
}

makeRepository();
const [ours, worktree, written]: Taken[][] = [[], [], []];
for (let round = 0; round < Number(rounds); round += 1) {
  const made: { tree?: Awaited<ReturnType<typeof scratchTree>> } = {};
  ours?.push(
    await timed(async () => {
      made.tree = await scratchTree(folder, new AbortController().signal);
    }),
  );
  await made.tree?.dispose();
  const target = `${folder}-${round}`;
  worktree?.push(await timedGit(['worktree', 'add', '--quiet', '--detach', target], target));
  written?.push(
    await timedGit(['checkout-index', '--all', '--quiet', `--prefix=${target}/`], target),
  );
}
process.stdout.write(JSON.stringify({ ours, worktree, files: written }));
