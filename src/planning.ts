/** Plans fixes of dependencies: a bundle of its own, loaded when first needed, off the editor's thread. */
export { planFolder } from './node/cliPlan';
export { draftDependencyFix } from './core/drafters/planFix';
export { packageUse } from './node/dependencies/packageUse';
export { planningIn } from './node/dependencies/planningIn';
export { impactOf } from './node/dependencies/impact';
export { openFolder } from './node/folder';
