/** Packages that guard an application. Their calls are easily missed, and their loss is not noticed. */
const guards = new Set(
  (
    'helmet csurf csrf csrf-csrf lusca cors hpp xss xss-clean xss-filters dompurify isomorphic-dompurify ' +
    'express-rate-limit rate-limiter-flexible express-slow-down express-brute express-validator ' +
    'express-mongo-sanitize mongo-sanitize sanitize-html sanitizer validator joi yup zod ajv celebrate ' +
    'bcrypt bcryptjs argon2 scrypt scrypt-kdf jsonwebtoken jose express-jwt passport express-session ' +
    'cookie-session cookie-parser keygrip tough-cookie content-security-policy nocache ienoopen ' +
    'x-xss-protection referrer-policy feature-policy permissions-policy hsts frameguard toobusy-js ' +
    'connect-timeout overload-protection safe-regex safe-regex2 re2 bouncer acl accesscontrol casbin ' +
    'casl node-casbin otplib speakeasy crypto-js tweetnacl libsodium-wrappers node-forge escape-html he ' +
    'entities esapi node-esapi owasp-password-strength-test zxcvbn hcaptcha svg-captcha recaptcha'
  ).split(' '),
);

const words =
  /(?:^|[-_/@.])(?:auth\w*|oauth\w*|secur\w*|sanit\w*|csrf\w*|xsrf|xss|csp|hsts|cors|helmet\w*|guard\w*|captcha\w*|recaptcha|rate-?limit\w*|ratelimit\w*|limiter|throttl\w*|brute|waf|firewall|rbac|acl|permission\w*|jwt|jwks|saml\w*|passport\w*|bcrypt\w*|argon\w*|escape|purify|dompurify|encrypt\w*|crypto|session|nonce|otp|totp|mfa|2fa)(?:$|[-_/.])/i;

/** Whether a package may guard the application that asks for it, by its name. */
export function mayGuard(name: string): boolean {
  return guards.has(name) || words.test(name);
}
