// A language model provider that answers from a script. Stories steer it through commands, because an extension's
// exports do not cross from one extension host to another:
//
//   scriptedModel.play(replies | path)   what to answer, one reply a request, in order; forgets earlier requests.
//                                        A path names a JSON file that holds the replies.
//   scriptedModel.requests()             what was asked since: [{ model, text, tools, toolMode, cancelled }]
//   scriptedModel.offer(ids)             which models there are from now on; at first, 'one' and 'two'
//
// A reply is one of
//   { "toolInput": {…} }                 calls the tool of the request with this input
//   { "calls": [{ "name", "input" }] }   any calls at all
//   { "text": "…" }                      says something and calls nothing
//   { "throw": "Blocked" }               NoPermissions, Blocked or NotFound; anything else is an ordinary error
//   { "hang": true }                     answers nothing until it is cancelled
//   { "dropAfter": 2 }                   breaks off after so many parts of text
//   {}                                   nothing
// and any of them may wait first: { "delayMs": 500, … }.
const fs = require('node:fs');
const vscode = require('vscode');

const typedErrors = ['NoPermissions', 'Blocked', 'NotFound'];

function activate({ subscriptions }) {
  const changed = new vscode.EventEmitter();
  let models = ['one', 'two'];
  let replies = [];
  let requests = [];

  const provider = {
    onDidChangeLanguageModelChatInformation: changed.event,
    provideLanguageModelChatInformation: () => models.map(information),
    provideTokenCount: (_model, text) => Promise.resolve(Math.ceil(textOf(text).length / 4)),
    async provideLanguageModelChatResponse(model, messages, options, progress, token) {
      const request = {
        model: model.id,
        text: messages.map(textOf).join('\n'),
        tools: (options.tools ?? []).map(({ name, inputSchema }) => ({ name, inputSchema })),
        toolMode: options.toolMode,
        cancelled: false,
      };
      requests.push(request);
      token.onCancellationRequested(() => (request.cancelled = true));
      const reply = replies.shift() ?? { throw: 'The script has no further reply.' };
      await wait(reply.delayMs ?? 0, token);
      await answer(reply, request, progress, token);
    },
  };

  subscriptions.push(
    changed,
    vscode.lm.registerLanguageModelChatProvider('scripted', provider),
    vscode.commands.registerCommand('scriptedModel.play', (script) => {
      replies =
        typeof script === 'string' ? JSON.parse(fs.readFileSync(script, 'utf8')) : [...script];
      requests = [];
    }),
    vscode.commands.registerCommand('scriptedModel.requests', () => requests),
    vscode.commands.registerCommand('scriptedModel.offer', (ids) => {
      models = ids;
      changed.fire();
    }),
  );
}

const information = (id) => ({
  id,
  name: `Scripted ${id}`,
  family: 'scripted',
  version: '1',
  maxInputTokens: 100_000,
  maxOutputTokens: 100_000,
  capabilities: { toolCalling: true },
});

function textOf(message) {
  if (typeof message === 'string') return message;
  return message.content
    .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
    .join('');
}

async function answer(reply, request, progress, token) {
  const say = (text) => progress.report(new vscode.LanguageModelTextPart(text));
  const call = ({ name, input }, index) =>
    progress.report(new vscode.LanguageModelToolCallPart(`call-${index + 1}`, name, input));
  if (reply.text !== undefined) say(reply.text);
  if (reply.toolInput !== undefined)
    call({ name: request.tools[0].name, input: reply.toolInput }, 0);
  reply.calls?.forEach(call);
  if (reply.hang) await wait(Infinity, token);
  if (reply.dropAfter !== undefined) {
    for (let part = 1; part <= reply.dropAfter; part++) {
      say(`part ${part} `);
      await wait(20, token);
    }
    throw new Error('The connection was lost.');
  }
  if (typedErrors.includes(reply.throw))
    throw vscode.LanguageModelError[reply.throw]('As scripted.');
  if (reply.throw !== undefined) throw new Error(reply.throw);
}

/** Ends after so many milliseconds, or when the request is cancelled. */
function wait(ms, token) {
  if (ms === 0) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = ms === Infinity ? undefined : setTimeout(resolve, ms);
    token.onCancellationRequested(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

module.exports = { activate };
