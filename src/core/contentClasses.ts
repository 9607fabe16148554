import type { ContentClassId } from './contentClassIds';
import type { RiskTier } from './risk';

/**
 * The signs of a class. Patterns are held against code without comments; names against the names of
 * functions and classes and the paths of routes, as words joined by `_` in lower case.
 */
export interface ContentClass {
  readonly id: ContentClassId;
  /** The tier of a change to what the signs in `acts` and `names` stand for. */
  readonly tier: Exclude<RiskTier, 'low' | 'forbidden'>;
  /** What such code does: a clause after “it”. */
  readonly does: string;
  /** Names of a function, class or route around the change. */
  readonly names?: RegExp;
  /** Every handler of a route does it. */
  readonly answersRoutes?: true;
  /** Code that does it. In a changed statement it has the tier, elsewhere in the function it is moderate. */
  readonly acts?: RegExp;
  /** Code that only has to do with it: moderate, and only in a changed statement. */
  readonly mentions?: RegExp;
  /** Code that switches a protection off: high, in a changed statement as it will be. */
  readonly switchesOff?: RegExp;
}

const access: readonly ContentClass[] = [
  {
    id: 'authentication',
    tier: 'high',
    does: 'decides who gets in',
    names:
      /(?:^|_)(?:log_?in|log_?on|sign_?in|authenticate|authentication|authenticator|auth|authn|oauth\d?|saml|sso|oidc|mfa|otp|totp|two_factor|2fa|webauthn|passkey)(?:_|$)|(?:^|_)(?:verify|check|validate|decode|issue|refresh|create|generate)_(?:jwt|(?:access_|auth_|bearer_|id_|refresh_|api_)?token|credentials?|api_key)(?:_|$)/,
    acts: /\bpassport\s*\.\s*(?:authenticate|use)\s*\(|\b(?:jwt|jsonwebtoken|jose|JWT)\s*\.\s*(?:verify|sign|decode|encode|jwtVerify|SignJWT)\s*\(|\b(?:jwtVerify|verifyIdToken|expressJwt|expressjwt|login_user|login_required|LoginRequiredMixin|isAuthenticated|ensureAuthenticated|ensureLoggedIn|isLoggedIn|requireAuth|requireLogin|authenticate|authenticateUser|authenticateToken|verifyToken|verifyJwt|checkAuth)\b|\bspeakeasy\b|\botplib\b|\bpyotp\b/,
    mentions: /\bauthorization\b['"]?\s*\]|\bheaders\s*\.\s*authorization\b|\bBearer\b/i,
  },
  {
    id: 'session',
    tier: 'high',
    does: 'keeps who is logged in',
    names: /(?:^|_)sessions?(?:_|$)/,
    acts: /\b(?:req(?:uest)?|ctx|context)\s*\.\s*session\s*(?:\.\s*(?:regenerate|destroy|save|reload)\s*\(|(?:\.\s*\w+|\[[^\]\n]{1,80}\])\s*=(?!=))|(?<![\w.$])(?:session|cookieSession|expressSession)\s*\(\s*\{|\bsession\s*\[[^\]\n]{1,80}\]\s*=(?!=)|\bSESSION_COOKIE_\w+|\bsession\s*\.\s*(?:clear|pop|regenerate)\s*\(/,
    mentions:
      /\b(?:req(?:uest)?|ctx)\s*\.\s*session\b|\.\s*(?:cookie|clearCookie|set_cookie)\s*\(|\bhttpOnly\b|\bsameSite\b/,
  },
  {
    id: 'password',
    tier: 'high',
    does: 'handles passwords',
    names: /(?:^|_)(?:passwords?|passwd|pwd|passphrase)(?:_|$)/,
    acts: /\b(?:bcrypt|bcryptjs|argon2|scrypt|PasswordHasher|pwd_context)\w*\s*\.\s*\w+|\b(?:hashpw|checkpw|check_password|check_password_hash|generate_password_hash|make_password|set_password|password_hash|password_verify)\s*\(|\b(?:set|hash|check|compare|verify|validate|reset|change|update|encrypt)(?:User)?Password\w*\s*\(/,
    mentions: /passw(?:or)?d|passphrase/i,
  },
  {
    id: 'authorisation',
    tier: 'high',
    does: 'decides who may do what',
    names:
      /(?:^|_)(?:authori[sz]e\w*|authori[sz]ation|permissions?|acl|rbac|access_control|privileges?|(?:is|require|ensure|check|only)_(?:super)?(?:admin|owner|staff)|(?:has|check|require|ensure|verify)_(?:role|access|ownership|scope)s?|can_(?:access|edit|view|read|write|delete|manage|update))(?:_|$)/,
    acts: /\.\s*(?:isAdmin|is_admin|is_staff|is_superuser|isOwner|hasRole|hasPermission|has_perm|has_permission)\b|\b(?:isAdmin|hasRole|hasPermission|requireRole|requireAdmin|ensureAdmin|checkPermission|checkAccess|authori[sz]e|isAuthori[sz]ed|permission_required|user_passes_test|PreAuthorize|RolesAllowed)\s*\(|\.\s*roles?\s*(?:[!=]==?|\.\s*includes\s*\()/,
    mentions: /\broles?\b|\bpermissions?\b|\bis_?admin\b|\bprivileges?\b/i,
  },
];

const value: readonly ContentClass[] = [
  {
    id: 'crypto',
    tier: 'high',
    does: 'protects data by cryptography',
    names:
      /(?:^|_)(?:encrypt|decrypt|encryption|decryption|cipher|hmac|derive_key|key_derivation|(?:verify|check|validate)_signature)(?:_|$)/,
    acts: /\bcreate(?:Hmac|Cipher(?:iv)?|Decipher(?:iv)?|Sign|Verify|DiffieHellman|ECDH)\s*\(|\b(?:pbkdf2|scrypt|hkdf|timingSafeEqual|generateKeyPair|publicEncrypt|privateDecrypt)(?:Sync)?\s*\(|\bcrypto\s*\.\s*subtle\b|\b(?:createHash|hashlib\s*\.\s*\w+|md5|sha1|sha256|sha512)\s*\([^;\n]{0,200}(?:[Pp]assw|[Ss]ecret|[Tt]oken|[Ss]ignature|[Ss]alt|[Aa]pi_?[Kk]ey)|\bhmac\s*\.\s*(?:new|digest|compare_digest)\s*\(|\b(?:AES|DES|DES3|ARC4|Blowfish|Fernet|AESGCM|ChaCha20Poly1305)\s*(?:\.\s*new\s*)?\(|\bCryptoJS\b|\b(?:MessageDigest|Cipher|Mac|Signature)\s*\.\s*getInstance\s*\(/,
    mentions:
      /\b(?:createHash|hashlib\s*\.\s*\w+|md5|sha1|sha256|sha512)\s*\(|\b(?:randomBytes|randomUUID|randomInt|getRandomValues)\s*\(|\bsecrets\s*\.\s*\w+\s*\(|\bMath\s*\.\s*random\s*\(/,
  },
  {
    id: 'payment',
    tier: 'high',
    does: 'moves money',
    names:
      /(?:^|_)(?:payments?|pay|checkout(?!_(?:branch|repo|repository|files?|commit|ref|tag))|refunds?|payouts?|wallet|charge_card|charge_customer|transfer_(?:money|funds)|place_order)(?:_|$)/,
    acts: /\b(?:stripe|paypal|braintree|adyen|mollie|razorpay|squareup)\b\s*\.\s*\w+|\b(?:paymentIntents|PaymentIntent|charges)\s*\.\s*create\s*\(|\b(?:refund|chargeCard|charge_card|creditCard|debitAccount)\s*\(/i,
    mentions: /\b(?:price|total_?price|balance|currency|card_?number|iban|cvv|credit_?card)\b/i,
  },
  {
    id: 'migration',
    tier: 'high',
    does: 'changes how data is stored',
    names: /(?:^|_)migrations?(?:_|$)/,
    acts: /\b(?:ALTER|DROP|TRUNCATE|CREATE)\s+(?:UNIQUE\s+)?(?:TABLE|INDEX|DATABASE|SCHEMA|VIEW|TRIGGER)\s|["'`]\s*(?:alter|drop|truncate|create)\s+(?:table|index|database|schema)\s|\bqueryInterface\s*\.\s*\w+|\bknex\s*\.\s*schema\b|\bschema\s*\.\s*(?:createTable|alterTable|dropTable|table)\s*\(|\bop\s*\.\s*(?:add_column|drop_column|alter_column|create_table|drop_table|create_index|execute)\s*\(|\bmigrations\s*\.\s*(?:AddField|RemoveField|AlterField|CreateModel|DeleteModel|RunSQL|RunPython)\b/,
  },
];

const surface: readonly ContentClass[] = [
  {
    id: 'transport',
    tier: 'moderate',
    does: 'decides whether the other side of a connection is who it says',
    acts: /\brejectUnauthorized\b|\bNODE_TLS_REJECT_UNAUTHORIZED\b|\bcheckServerIdentity\b|\bcheck_hostname\b|\bverify_mode\b|\bCERT_(?:NONE|REQUIRED)\b|\bssl\s*\.\s*\w+|\b(?:secureProtocol|minVersion|maxVersion)\b|\bverify\s*=\s*(?:True|False)\b|\bInsecureSkipVerify\b/,
    switchesOff:
      /\brejectUnauthorized\b['"]?\s*[:=]\s*(?:false|0|!1)\b|\bNODE_TLS_REJECT_UNAUTHORIZED\b['"]?\s*(?:\]\s*)?[:=]\s*['"`]?0|\bverify\s*=\s*False\b|\bCERT_NONE\b|\bcheck_hostname\s*=\s*False\b|\b_create_unverified_context\b|\bInsecureSkipVerify\s*:\s*true\b|\bcheckServerIdentity\s*:\s*(?:\(\s*\)|function\s*\(\s*\))/,
  },
  {
    id: 'headers',
    tier: 'moderate',
    does: 'sets what browsers may do with the answers',
    acts: /\b(?:helmet|cors|csurf|csrf|lusca|doubleCsrf)\s*(?:\.\s*\w+\s*)?\(|\bCORS\s*\(|\bcsrf_exempt\b|\bcsrf_protect\b|Content-Security-Policy|X-Frame-Options|Strict-Transport-Security|X-Content-Type-Options|Access-Control-Allow-|\bSECURE_(?:HSTS|SSL|CONTENT)_\w+|\bCORS_\w+/i,
  },
  {
    id: 'endpoint',
    tier: 'moderate',
    does: 'answers requests from outside',
    answersRoutes: true,
    acts: /\b(?:app|router|server|api|fastify|routes?|blueprint|bp)\s*\.\s*(?:get|post|put|patch|delete|all|use|route|options|add_url_rule)\s*\(\s*(?:\[\s*)?(?:['"`/]|r['"])/i,
  },
  {
    id: 'ci',
    tier: 'moderate',
    does: 'runs in CI with the credentials of the project',
    acts: /^[ \t-]*(?:runs-on|uses)\s*:\s*\S/m,
  },
  {
    id: 'infrastructure',
    tier: 'moderate',
    does: 'decides what is deployed and what can be reached',
    acts: /^apiVersion\s*:\s*\S|^AWSTemplateFormatVersion\b|^[ \t]*(?:resource|module|provider)\s+"[\w-]+"/m,
  },
];

export const contentClasses: readonly ContentClass[] = [...access, ...value, ...surface];
