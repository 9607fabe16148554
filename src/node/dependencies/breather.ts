const most = 40;

/** To be awaited often in long work: lets timers, signals and messages have their turn after some 40 ms. */
export function breather(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < most) return;
    await new Promise((resolve) => setImmediate(resolve));
    last = performance.now();
  };
}
