/** What a registry's refusal means, and what a person can do. */
export function whyRefused(host: string, status: number): string {
  switch (status) {
    case 401:
    case 403:
      return `${host} wants a login that your npm configuration does not have (${status}). Run npm login for it, or ask who runs it.`;
    case 404:
    case 410:
      return `${host} does not have it (${status}).`;
    case 405:
    case 501:
      return `${host} does not take such questions (${status}).`;
    case 408:
    case 420:
    case 429:
      return `${host} asks for fewer questions (${status}). Try again in a few minutes.`;
    default:
      return status >= 500
        ? `${host} has trouble of its own (${status}). Try again later.`
        : `${host} answered ${status}, which is no use here.`;
  }
}

const silent =
  /^(?:ETIMEDOUT|ECONNRESET|ECONNABORTED|EPIPE|EIDLETIMEOUT|ECONNECTIONTIMEOUT|ERESPONSETIMEOUT|ETRANSFERTIMEOUT|UND_ERR_SOCKET)$/;
const unreachable = /^(?:ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EHOSTDOWN)$/;
const unknown = /^(?:ENOTFOUND|EAI_AGAIN|EAI_FAIL)$/;
const certificate = /CERT|^ERR_TLS|SELF_SIGNED|^UNABLE_TO_|^EPROTO$/;

/** Why nobody answered, by the `code` of the error; `message` where that says nothing. */
export function whyNoAnswer(host: string, code: string, message: string): string {
  if (unknown.test(code)) return `${host} cannot be found. Is this machine offline?`;
  if (unreachable.test(code)) return `${host} cannot be reached (${code}). Is it running?`;
  if (silent.test(code)) return `${host} broke off (${code}). Try again later.`;
  if (certificate.test(code)) {
    return `${host} has a certificate that is not trusted (${code}). Name yours in npm's setting cafile.`;
  }
  return `${host} could not be asked: ${message}.`;
}

/** Whether whoever asks next would wait in vain too. */
export function isDown(code: string): boolean {
  return [silent, unreachable, unknown, certificate].some((one) => one.test(code));
}
