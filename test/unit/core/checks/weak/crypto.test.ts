import { judges } from './pairs';

describe('weak fixes of hashes and ciphers', () => {
  const hash =
    "const hash = (password) => crypto.createHash('md5').update(password).digest('hex');";
  const digest = "const tag = crypto.createHash('md5').update(data).digest('hex');";
  const cipher = "const c = crypto.createCipheriv('des-ede3-cbc', key, iv);";
  judges(
    {
      cwe: 'CWE-327',
      frame: "import crypto from 'node:crypto';\nimport bcrypt from 'bcrypt';\nCODE\n",
    },
    {
      wrong: [
        {
          is: 'SHA-1 instead of MD5',
          before: hash,
          after: hash.replace('md5', 'sha1'),
          says: /broken/,
        },
        { is: 'SHA-1 for data', before: digest, after: digest.replace('md5', 'sha1') },
        {
          is: 'SHA-256 for a password',
          before: hash,
          after: hash.replace('md5', 'sha256'),
          says: /quick to try/,
        },
        {
          is: 'MD5 with a salt',
          before: hash,
          after: hash.replace('update(password)', "update('salt' + password)"),
        },
        {
          is: 'base64 of a password',
          before: hash,
          after: "const hash = (password) => Buffer.from(password).toString('base64');",
          says: /encoding/,
        },
        { is: 'ECB', before: cipher, after: cipher.replace('des-ede3-cbc', 'aes-256-ecb') },
        { is: 'another old cipher', before: cipher, after: cipher.replace('des-ede3-cbc', 'rc4') },
        {
          is: 'a fixed initialisation vector',
          before: cipher,
          after: "const c = crypto.createCipheriv('aes-256-cbc', key, Buffer.alloc(16, 0));",
          says: /always the same/,
        },
        {
          is: 'a fixed initialisation vector with a name',
          before: cipher,
          after:
            "const zero = Buffer.alloc(16);\nconst c = crypto.createCipheriv('aes-256-cbc', key, zero);",
          says: /always the same/,
        },
        {
          is: 'few rounds',
          before: hash,
          after:
            "const hash = (password, salt) => crypto.pbkdf2Sync(password, salt, 1000, 32, 'sha256');",
          says: /1000 rounds/,
        },
        {
          is: 'a fixed salt',
          before: hash,
          after:
            "const hash = (password) => crypto.pbkdf2Sync(password, 'pepper', 600000, 32, 'sha256');",
          says: /salt/,
        },
        {
          is: 'a low cost',
          before: hash,
          after: 'const hash = (password) => bcrypt.hashSync(password, 4);',
          says: /cost of 4/,
        },
      ],
      right: [
        {
          is: 'bcrypt',
          before: hash,
          after: 'const hash = (password) => bcrypt.hashSync(password, 12);',
        },
        { is: 'Argon2', before: hash, after: 'const hash = (password) => argon2.hash(password);' },
        {
          is: 'scrypt with a salt',
          before: hash,
          after: 'const hash = (password, salt) => crypto.scryptSync(password, salt, 64);',
        },
        { is: 'SHA-256 for data', before: digest, after: digest.replace('md5', 'sha256') },
        {
          is: 'AES-GCM',
          before: cipher,
          after: "const c = crypto.createCipheriv('aes-256-gcm', key, crypto.randomBytes(12));",
        },
        {
          is: 'many rounds',
          before: hash,
          after:
            "const hash = (password, salt) => crypto.pbkdf2Sync(password, salt, 600000, 32, 'sha256');",
        },
        {
          is: 'an HMAC',
          before: digest,
          after: "const tag = crypto.createHmac('sha256', key).update(data).digest('hex');",
        },
        {
          is: 'a new salt',
          before: hash,
          after:
            'const hash = async (password) => bcrypt.hash(password, await bcrypt.genSalt(12));',
        },
      ],
    },
  );
});

describe('weak fixes of hashes in Python, and of random values', () => {
  const python = 'digest = hashlib.md5(data).hexdigest()';
  judges(
    { cwe: 'CWE-328', frame: 'import hashlib\nCODE\n', path: 'app.py' },
    {
      wrong: [
        { is: 'SHA-1', before: python, after: python.replace('md5', 'sha1') },
        {
          is: 'SHA-1 by its name',
          before: python,
          after: 'digest = hashlib.new("sha1", data).hexdigest()',
        },
        {
          is: 'SHA-256 for a password',
          before: python,
          after: 'digest = hashlib.sha256(password).hexdigest()',
        },
        {
          is: 'a fixed salt',
          before: python,
          after: 'digest = hashlib.pbkdf2_hmac("sha256", password, b"salt", 600000)',
        },
      ],
      right: [
        { is: 'SHA-256', before: python, after: python.replace('md5', 'sha256') },
        {
          is: 'a slow hash',
          before: python,
          after: 'digest = hashlib.scrypt(password, salt=os.urandom(16), n=16384, r=8, p=1)',
        },
        {
          is: 'many rounds',
          before: python,
          after: 'digest = hashlib.pbkdf2_hmac("sha256", password, salt, 600000)',
        },
        {
          is: 'bcrypt',
          before: python,
          after: 'digest = bcrypt.hashpw(password, bcrypt.gensalt())',
        },
      ],
    },
  );
  const token = 'const token = Math.random().toString(36);';
  judges(
    { cwe: 'CWE-338' },
    {
      wrong: [
        {
          is: 'two random numbers',
          before: token,
          after: 'const token = Math.random().toString(36) + Math.random().toString(36);',
          says: /guessed/,
        },
        { is: 'the time', before: token, after: 'const token = Date.now().toString(36);' },
        {
          is: 'the time beside it',
          before: token,
          after: 'const token = Date.now() + Math.random().toString(36);',
        },
        {
          is: 'a hash of it',
          before: token,
          after: "const token = createHash('sha256').update(String(Math.random())).digest('hex');",
        },
      ],
      right: [
        {
          is: 'random bytes',
          before: token,
          after: "const token = randomBytes(32).toString('hex');",
        },
        { is: 'a UUID', before: token, after: 'const token = crypto.randomUUID();' },
        {
          is: 'a random integer',
          before: token,
          after: 'const token = String(crypto.randomInt(1e6, 1e7));',
        },
        {
          is: 'random values',
          before: token,
          after: 'const token = crypto.getRandomValues(new Uint8Array(16)).join();',
        },
      ],
    },
  );
});

describe('weak fixes of secrets in the code', () => {
  const before = "const apiSecret = 'k3y-9f8a7b6c5d4e';";
  judges(
    { cwe: 'CWE-798' },
    {
      wrong: [
        {
          is: 'another secret',
          before,
          after: "const apiSecret = 'n3w-1a2b3c4d5e6f';",
          says: /still stands/,
        },
        {
          is: 'base64',
          before,
          after: "const apiSecret = Buffer.from('azN5LTlmOGE3YjZjNWQ0ZQ==', 'base64').toString();",
          says: /encoding/,
        },
        { is: 'atob', before, after: "const apiSecret = atob('azN5LTlmOGE3YjZjNWQ0ZQ==');" },
        { is: 'a secret in parts', before, after: "const apiSecret = 'k3y-9f8a' + '7b6c5d4e';" },
        {
          is: 'a secret for when there is none',
          before,
          after: "const apiSecret = process.env.API_SECRET || 'k3y-9f8a7b6c5d4e';",
          says: /not set/,
        },
        { is: 'a property', before, after: "const config = { apiSecret: 'k3y-9f8a7b6c5d4e' };" },
        { is: 'a template', before, after: 'const apiSecret = `k3y-9f8a7b6c5d4e`;' },
        {
          is: 'codes of characters',
          before,
          after: 'const apiSecret = String.fromCharCode(107, 51, 121, 45, 57);',
        },
      ],
      right: [
        { is: 'the environment', before, after: 'const apiSecret = process.env.API_SECRET;' },
        {
          is: 'the environment, or an error',
          before,
          after:
            "const apiSecret = process.env.API_SECRET;\nif (!apiSecret) throw new Error('Set API_SECRET.');",
        },
        {
          is: 'a property of the environment',
          before,
          after: "const apiSecret = process.env['API_SECRET'];",
        },
        {
          is: 'a file',
          before,
          after: "const apiSecret = fs.readFileSync('/run/secrets/api', 'utf8');",
        },
        { is: 'a store', before, after: "const apiSecret = await vault.read('api-secret');" },
        { is: 'configuration', before, after: "const apiSecret = config.get('api.secret');" },
        { is: 'no secret at all', before, after: '' },
        {
          is: 'a value handed in',
          before,
          after: 'export function client(apiSecret: string) {\n  return connect({ apiSecret });\n}',
        },
      ],
    },
  );
});
