import * as vscode from 'vscode';
import type { ModelPort, ModelReply, ModelRequest } from '../core/drafters/model';
import type { Prompt } from '../core/drafters/prompt';
import { HumanError, messageOf } from '../core/errors';
import { oneLine } from '../core/plainText';

/** The editor's language models, and who agreed to send what to which. */
export interface LanguageModels extends vscode.Disposable {
  /**
   * The models for drafts in one workspace folder; none in Restricted Mode. Cheap when nothing
   * changed since the last call.
   */
  list(folder: vscode.Uri): Promise<readonly ModelPort[]>;
  readonly onDidChange: vscode.Event<void>;
  /** Takes back every consent, in all workspaces. */
  forget(): Promise<void>;
}

const consentKey = 'countersign.modelConsents';
const promptScheme = 'countersign-prompt';
const timeoutMs = 120_000;
/** More calls than this are not read: one is asked for. */
const maxCalls = 10;

/** `consents` must be the global state: what lies in a workspace could grant itself. */
export function languageModels(consents: vscode.Memento): LanguageModels {
  let known: Promise<readonly vscode.LanguageModelChat[]> | undefined;
  const changed = new vscode.EventEmitter<void>();
  const prompts = new Map<string, string>();
  const disposable = vscode.Disposable.from(
    changed,
    vscode.lm.onDidChangeChatModels(() => {
      known = undefined;
      changed.fire();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.workspace.registerTextDocumentContentProvider(promptScheme, {
      provideTextDocumentContent: ({ path }) => prompts.get(path) ?? '',
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === promptScheme) prompts.delete(uri.path);
    }),
  );

  async function show(prompt: Prompt): Promise<void> {
    const path = `/${prompt.delimiter}.txt`;
    prompts.set(path, prompt.text);
    const uri = vscode.Uri.from({ scheme: promptScheme, path });
    await vscode.window.showTextDocument(uri, { preview: false });
  }

  return {
    onDidChange: changed.event,
    async list(folder) {
      if (!vscode.workspace.isTrusted) return [];
      known ??= selectModels(() => (known = undefined));
      const models = await known;
      return models.map((chat) => portOf(chat, consentFor(chat, folder, consents, show)));
    },
    async forget() {
      await consents.update(consentKey, undefined);
    },
    dispose() {
      disposable.dispose();
    },
  };
}

/** A host whose model provider fails offers none, this time. */
async function selectModels(failed: () => void): Promise<readonly vscode.LanguageModelChat[]> {
  try {
    return await vscode.lm.selectChatModels();
  } catch {
    failed();
    return [];
  }
}

function portOf(chat: vscode.LanguageModelChat, maySend: ModelPort['maySend']): ModelPort {
  const { id, name, vendor, family, version } = chat;
  return {
    id,
    name,
    vendor,
    family,
    ...(version === '' ? {} : { version }),
    maySend,
    send: (request, signal) => send(chat, request, signal),
  };
}

/** Asks before the first request to a model from a workspace folder, with the request at hand. */
function consentFor(
  chat: vscode.LanguageModelChat,
  folder: vscode.Uri,
  consents: vscode.Memento,
  show: (prompt: Prompt) => Promise<void>,
): ModelPort['maySend'] {
  const key = JSON.stringify([folder.toString(), chat.vendor, chat.id]);
  const granted = (): readonly string[] => consents.get<readonly string[]>(consentKey, []);
  return async (prompt, signal) => {
    if (!vscode.workspace.isTrusted) {
      throw new HumanError('In Restricted Mode nothing is sent to a model. Trust the workspace.');
    }
    if (granted().includes(key)) return true;
    if (!(await askConsent(chat, prompt, show, signal)) || signal.aborted) return false;
    await consents.update(consentKey, [...granted(), key]);
    return true;
  };
}

/**
 * The person chooses to send, or nothing is sent: Escape, loss of focus and Enter on what is chosen
 * at first do not send. A pick and not a modal dialog, so that the text can be read meanwhile.
 */
function askConsent(
  chat: vscode.LanguageModelChat,
  prompt: Prompt,
  show: (prompt: Prompt) => Promise<void>,
  signal: AbortSignal,
): Promise<boolean> {
  const name = oneLine(chat.name, 60);
  const bytes = new TextEncoder().encode(prompt.text).length;
  const look = {
    label: '$(eye) Show what is sent',
    detail: `${bytes} bytes: the finding, instructions, and ${prompt.path}, ${prompt.shows}.`,
  };
  const agree = {
    label: `$(arrow-right) Send to ${name}`,
    description: `${oneLine(chat.id, 60)} of ${oneLine(chat.vendor, 60)}`,
    detail: 'Asked once for this model and this folder. A flawed answer is sent back once.',
  };
  const refuse = { label: '$(close) Do not send' };
  const pick = vscode.window.createQuickPick();
  pick.title = `Send code to the language model ${name}?`;
  pick.placeholder = 'Nothing is sent before you choose to.';
  pick.items = [look, agree, refuse];
  return new Promise((resolve) => {
    const hide = () => pick.hide();
    signal.addEventListener('abort', hide, { once: true });
    let agreed = false;
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen === look) {
        pick.ignoreFocusOut = true;
        void show(prompt).then(() => pick.show(), hide);
        return;
      }
      agreed = chosen === agree;
      hide();
    });
    pick.onDidHide(() => {
      signal.removeEventListener('abort', hide);
      pick.dispose();
      resolve(agreed);
    });
    pick.show();
  });
}

/** One request. Rejects with a HumanError unless the whole answer came. */
async function send(
  chat: vscode.LanguageModelChat,
  { prompt, tool }: ModelRequest,
  signal: AbortSignal,
): Promise<ModelReply> {
  const name = oneLine(chat.name, 60);
  const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const cancellation = new vscode.CancellationTokenSource();
  const calls: { name: string; input: unknown }[] = [];
  const read = async (): Promise<ModelReply> => {
    const response = await chat.sendRequest(
      [vscode.LanguageModelChatMessage.User(prompt)],
      {
        justification: 'Countersign drafts the fix of a security finding that you chose.',
        tools: [tool],
        toolMode: vscode.LanguageModelChatToolMode.Required,
      },
      cancellation.token,
    );
    for await (const part of response.stream) {
      if (!(part instanceof vscode.LanguageModelToolCallPart)) continue;
      calls.push({ name: part.name, input: part.input });
      if (calls.length >= maxCalls) break;
    }
    return { calls };
  };
  try {
    return await Promise.race([read(), stopped(stop)]);
  } catch (error) {
    cancellation.cancel();
    throw new HumanError(stop.aborted ? lateOrCancelled(name, signal) : explain(error, name));
  } finally {
    cancellation.dispose();
  }
}

/** Rejects when the signal fires: a model need not notice that nobody waits any more. */
function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = () => reject(new Error('stopped'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function lateOrCancelled(name: string, signal: AbortSignal): string {
  return signal.aborted
    ? 'The draft was cancelled.'
    : `${name} did not answer within ${timeoutMs / 1000} seconds. Try again, or choose another drafter.`;
}

function explain(error: unknown, name: string): string {
  const code = error instanceof vscode.LanguageModelError ? error.code : '';
  switch (code) {
    case vscode.LanguageModelError.NoPermissions.name:
      return `VS Code does not let Countersign use ${name}. Allow it in the Accounts menu under "Manage Language Model Access", then draft again.`;
    case vscode.LanguageModelError.Blocked.name:
      return `${name} refused the request: a quota is used up, or a filter blocked it. Try later, or choose another drafter.`;
    case vscode.LanguageModelError.NotFound.name:
      return `${name} is not available any more. Choose another drafter.`;
    default: {
      const cause = oneLine(messageOf(causeOf(error)), 200);
      return `No whole answer came from ${name}, and nothing was kept (${cause}). Try again, or choose another drafter.`;
    }
  }
}

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}
