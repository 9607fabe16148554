import { configLanguage } from './configLanguage';
import { untrustedCheckout } from './workflowCheckout';
import { readWorkflow } from './workflowFile';
import { inputInjection, scriptInjection } from './workflowInjection';
import { secretPrinted } from './workflowSecrets';
import { unpinnedAction, unsecureCommands, writeAll } from './workflowSettings';

/** Workflows, and actions that are made of steps. */
export const githubActions = configLanguage({
  language: 'github-actions',
  parse: readWorkflow,
  rules: [
    scriptInjection,
    inputInjection,
    untrustedCheckout,
    unpinnedAction,
    writeAll,
    unsecureCommands,
    secretPrinted,
  ],
});
