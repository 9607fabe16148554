import type { RegistryAnswer } from './registryRequest';

const enough = 3;
const restMs = 30_000;

/**
 * Remembers hosts that do not answer: after three such questions in a row the others are answered
 * with the last one's reason for half a minute, instead of each waiting for its own time limit.
 */
export function silentHosts(now = Date.now) {
  const hosts = new Map<string, { readonly count: number; readonly at: number; why: string }>();
  return {
    async ask(address: string, work: () => Promise<RegistryAnswer>): Promise<RegistryAnswer> {
      const { host } = new URL(address);
      const known = hosts.get(host);
      if (known && known.count >= enough && now() - known.at < restMs) {
        return { ok: false, isDown: true, why: known.why };
      }
      const answer = await work();
      if (answer.ok || !answer.isDown) hosts.delete(host);
      else hosts.set(host, { count: (known?.count ?? 0) + 1, at: now(), why: answer.why });
      return answer;
    },
  };
}
