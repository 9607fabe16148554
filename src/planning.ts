/** Plans dependency fixes: a bundle of its own, loaded when first needed. */
export { draftFix } from './core/dependencies/draftFix';
export { plannedDraft } from './core/drafters/dependency';
export { planningIn } from './node/dependencies/planningIn';
