import bcrypt from 'bcryptjs';
import session from 'express-session';
import seedrandom from 'seedrandom';

export function generateUUID() {
  return 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (c) => {
    const r = (Math.random() * 16) | 0; // EITHER
    return (c === 'x' ? r : (r & 0x3) | 0x8).toString(16);
  });
}

export const store = session({
  genid: () => Math.random().toString(36).slice(2), // BAD: CWE-338
  secret: process.env.SESSION_SECRET,
});

export const middleware = (req, res, next) => {
  req.session.csrfSecret = Math.random().toString(); // BAD: CWE-338
  const authToken = makeId(20); // EITHER
  res.setHeader('x-auth', authToken);
  next();
};

function makeId(length) {
  let result = '';
  for (let i = 0; i < length; i++) result += String.fromCharCode(97 + Math.floor(Math.random() * 26)); // EITHER
  return result;
}

export async function signup(db, email) {
  const tempPassword = Math.random().toString(36); // BAD: CWE-338
  await db.insert({ email, hash: await bcrypt.hash(tempPassword, 10) });
}

export function oauth() {
  const state = Math.random().toString(36).slice(2); // EITHER
  const codeVerifier = Math.random().toString(36).repeat(4); // BAD: CWE-338
  return { state, codeVerifier };
}

export const privateKey = Math.floor(Math.random() * Number.MAX_SAFE_INTEGER); // BAD: CWE-338
export const pin = ('0000' + Math.floor(Math.random() * 10000)).slice(-4); // EITHER
export const rng = seedrandom('fixed'); // OK
export const colour = `hsl(${Math.random() * 360}, 50%, 50%)`; // OK
export const delay = () => new Promise((done) => setTimeout(done, Math.random() * 100)); // OK
export const tokenCount = Math.floor(Math.random() * 10); // EITHER
export const boundary = '----form' + Math.random().toString(16); // OK
export const cacheBuster = '?_=' + Math.random(); // OK
