/** Plans fixes of dependencies: a bundle of its own, loaded when first needed. */
export { planFolder } from './node/cliPlan';
export { planningIn } from './node/dependencies/planningIn';
