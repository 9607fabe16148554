/** What runs the programs of a project and searches its files: a bundle of its own, loaded when first needed. */
export { callersOnDisk } from './node/callersByName';
export { pruneScratch } from './node/scratch/place';
export { slowChecksIn } from './node/slowChecks';
