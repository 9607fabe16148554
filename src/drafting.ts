/** What drafts fixes of dependencies in the editor: a bundle of its own, loaded when first needed. */
export { draftDependencyFix } from './core/drafters/planFix';
export { planningThread } from './node/dependencies/planningThread';
