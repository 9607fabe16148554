import { Worker } from 'node:worker_threads';

export interface Attacked {
  readonly pattern: string;
  readonly flags: string;
  readonly prefix: string;
  readonly pump: string;
  readonly suffix: string;
}

/** How many pumps it takes to keep the real engine busy for `milliseconds`, or `Infinity`. */
export function pumpsToSlow(
  attacks: readonly Attacked[],
  { milliseconds, growth, most }: { milliseconds: number; growth: string; most: number },
): Promise<readonly number[]> {
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
     const { attacks, milliseconds, most } = workerData;
     const slowFrom = ({ pattern, flags, prefix, pump, suffix }) => {
       const regex = new RegExp(pattern, flags);
       for (let n = 2; n <= most; n = ${growth}) {
         const text = prefix + pump.repeat(n) + suffix;
         const isSlow = () => {
           const start = performance.now();
           text.replace(regex, '');
           return performance.now() - start > milliseconds;
         };
         // Once may be the machine's fault.
         if (isSlow() && isSlow() && isSlow()) return n;
       }
       return Infinity;
     };
     parentPort.postMessage(attacks.map(slowFrom));`,
    { eval: true, workerData: { attacks, milliseconds, most } },
  );
  return new Promise((resolve, reject) => {
    const tooLong = setTimeout(() => reject(new Error('the engine was busy too long')), 60_000);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('message', () => clearTimeout(tooLong));
  }).finally(() => worker.terminate()) as Promise<readonly number[]>;
}
