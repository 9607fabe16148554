/** Plans dependency fixes: a bundle of its own, loaded when first needed. */
export { draftDependencyFix } from './core/drafters/planFix';
export { planFolder } from './node/cliPlan';
export { packageUse } from './node/dependencies/packageUse';
export { planningIn } from './node/dependencies/planningIn';
export { impactOf } from './node/dependencies/impact';
