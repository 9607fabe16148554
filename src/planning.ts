/** Plans dependency fixes: a bundle of its own, loaded when first needed. */
export { planningIn } from './node/dependencies/planningIn';
export { impactOf } from './node/dependencies/impact';
