// Test only. On a plan it has a fix accepted, counts every step that another process could see (calls to the file
// system for the journal and the AI-BOM; edits and saves of the file), and kills the extension host at the planned one.
const fs = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

const folder = process.env.KILLER_FOLDER;
const planFile = path.join(folder, 'plan.json');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

let plan;
let count = 0;

/** One visible step; the planned one is the last. What is written here is on disk before the kill. */
function step(name) {
  if (!plan) return;
  count += 1;
  const line = `${count} ${name}\n`;
  fs.appendFileSync(path.join(folder, `${plan.id}.steps`), line);
  if (count !== plan.killAt) return;
  fs.rmSync(planFile);
  fs.writeFileSync(path.join(folder, `${plan.id}.killed`), line);
  process.kill(process.pid, 'SIGKILL');
}

/** Counts a step before and after each call that could leave something on disk. */
function watchFileSystem() {
  const calls = ['open', 'rename', 'link', 'writeFile', 'unlink', 'rm'];
  for (const name of calls) {
    const original = fs.promises[name];
    fs.promises[name] = async (...args) => {
      const place = placeOf(args.map(String).join(' '));
      if (place) step(`before ${name} ${place}`);
      const result = await original.apply(fs.promises, args);
      if (place) step(`after ${name} ${place}`);
      return result;
    };
  }
}

function placeOf(text) {
  if (text.includes(`${path.sep}journal${path.sep}`)) return 'journal';
  return text.includes(`${path.sep}.ai-bom${path.sep}entries`) ? 'entry' : undefined;
}

function watchDocuments(context) {
  const isTarget = ({ uri }) => uri.scheme === 'file' && plan && uri.path.endsWith(plan.path);
  context.subscriptions.push(
    vscode.workspace.onDidChangeTextDocument(
      ({ document, contentChanges }) =>
        contentChanges.length > 0 && isTarget(document) && step('edited'),
    ),
    vscode.workspace.onWillSaveTextDocument(({ document }) => isTarget(document) && step('saving')),
    vscode.workspace.onDidSaveTextDocument((document) => isTarget(document) && step('saved')),
  );
}

/** Has the recipe's fix of the planned place reviewed and accepted, as a person would by command. */
async function accept() {
  const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, plan.path);
  await vscode.workspace.openTextDocument(uri);
  const line = new vscode.Range(plan.line, 0, plan.line, 200);
  const started = Date.now();
  let action;
  while (!action) {
    if (Date.now() - started > 20_000) throw new Error('no quick fix was offered');
    // A document that changes meanwhile cancels the question.
    const actions = await vscode.commands
      .executeCommand('vscode.executeCodeActionProvider', uri, line)
      .then(undefined, () => []);
    action = actions.find(({ title }) => title.startsWith('Review drafted fix (recipe)'));
    if (!action) await pause(100);
  }
  const { command, arguments: args } = action.command;
  await vscode.commands.executeCommand(command, ...args);
  count = 0;
  await vscode.commands.executeCommand('countersign.acceptDraft');
}

async function obey() {
  const { id } = plan;
  let answer = 'done';
  try {
    await accept();
  } catch (error) {
    answer = `failed: ${error.stack}`;
  }
  plan = undefined;
  fs.rmSync(planFile, { force: true });
  fs.writeFileSync(path.join(folder, `${id}.ended`), answer);
}

/** What the editor holds of the file, for the test to read. */
function report() {
  const request = path.join(folder, 'report');
  if (!fs.existsSync(request)) return;
  const wanted = fs.readFileSync(request, 'utf8');
  fs.rmSync(request);
  const document = vscode.workspace.textDocuments.find(
    ({ uri }) => uri.scheme === 'file' && uri.path.endsWith(wanted),
  );
  const state = { dirty: document?.isDirty ?? false, text: document?.getText() };
  fs.writeFileSync(path.join(folder, 'report.json.part'), JSON.stringify(state));
  fs.renameSync(path.join(folder, 'report.json.part'), path.join(folder, 'report.json'));
}

function newestHost() {
  const hosts = fs.readdirSync(folder).filter((name) => name.startsWith('alive-'));
  return hosts.sort().at(-1);
}

exports.activate = async (context) => {
  await vscode.extensions.getExtension('countersign.countersign').activate();
  watchFileSystem();
  watchDocuments(context);
  const name = `alive-${Date.now()}-${process.pid}`;
  fs.writeFileSync(path.join(folder, name), '');
  let busy = false;
  const timer = setInterval(() => {
    // The server keeps the host of a page that is gone for a while; it must not answer for its successor.
    if (newestHost() !== name) process.kill(process.pid, 'SIGKILL');
    report();
    if (busy || !fs.existsSync(planFile)) return;
    busy = true;
    plan = JSON.parse(fs.readFileSync(planFile, 'utf8'));
    obey().finally(() => (busy = false));
  }, 50);
  context.subscriptions.push({ dispose: () => clearInterval(timer) });
};
