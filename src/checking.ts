/** What runs the programs of a project: in a bundle of its own, that is loaded when first needed. */
export { pruneScratch } from './node/scratch/place';
export { slowChecksIn } from './node/slowChecks';
