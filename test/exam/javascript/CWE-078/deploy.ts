import { exec as execCallback, spawn, type SpawnOptions } from 'node:child_process';
import { promisify } from 'node:util';
import { Router, type Request, type Response } from 'express';
import execa from 'execa';
import shell from 'shelljs';
import crossSpawn from 'cross-spawn';

const exec = promisify(execCallback);
const router = Router();

interface DeployBody {
  readonly branch: string;
  readonly replicas: number;
  readonly env: 'staging' | 'production';
}

async function checkout(branch: string): Promise<string> {
  const { stdout } = await exec(`git checkout ${branch} && git pull`); // BAD: CWE-078
  return stdout;
}

router.post('/deploy', async (req: Request, res: Response) => {
  const body = req.body as DeployBody;
  await checkout(body.branch);
  await exec(`kubectl scale --replicas=${Number(body.replicas)} deploy/web`); // OK
  res.json({ ok: true });
});

router.get('/logs/:pod', async (req: Request<{ pod: string }>, res: Response) => {
  const result = await execa.command(`kubectl logs ${req.params.pod}`, { shell: true }); // BAD: CWE-078
  res.send(result.stdout);
});

router.get('/describe/:pod', async (req, res) => {
  const { stdout } = await execa('kubectl', ['describe', 'pod', '--', req.params.pod]); // OK
  res.send(stdout);
});

router.get('/shell', async (req, res) => {
  await execa.shell('npm run ' + req.query.script); // BAD: CWE-078
  shell.exec('npm run ' + req.query.script); // BAD: CWE-078
  shell.exec('npm run build', { silent: true }); // OK
  crossSpawn(String(req.query.tool), ['--help']); // BAD: CWE-078
  crossSpawn.sync('npm', ['ci'], { stdio: 'inherit' }); // OK
  res.end();
});

const options: SpawnOptions = { shell: true, cwd: '/srv' };

router.post('/build', (req, res) => {
  const target: string = req.body.target;
  spawn(`make ${target}`, [], options); // BAD: CWE-078
  spawn('make', ['all'], options); // OK
  res.end();
});

const ALLOWED = ['unit', 'e2e'] as const;
router.post('/test', (req, res) => {
  const suite = req.body.suite;
  if (!ALLOWED.includes(suite)) {
    res.status(422).end();
    return;
  }
  spawn(`npm run test:${suite}`, { shell: true }); // GUARDED
  res.end();
});

export class ImageController {
  constructor(private readonly bin = 'convert') {}

  resize = async (req: Request, res: Response): Promise<void> => {
    const { width, source } = req.query;
    await exec(this.bin + ' ' + source + ' -resize ' + width + ' out.png'); // BAD: CWE-078
    res.download('out.png');
  };

  async rotate(req: Request, res: Response): Promise<void> {
    const degrees = +req.params.degrees;
    await exec(`${this.bin} in.png -rotate ${degrees} out.png`); // OK
    res.download('out.png');
  }
}

export default router;
