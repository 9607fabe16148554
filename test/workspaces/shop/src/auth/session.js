'use strict';

const sessions = new Map();

function createToken() {
  return Math.random().toString(36).slice(2);
}

/** Remembers the user and answers the token that the browser shows from now on. */
function openSession(user) {
  const token = createToken();
  sessions.set(token, { id: user.id, email: user.email, role: user.role });
  return token;
}

function closeSession(token) {
  sessions.delete(token);
}

function session(req, res, next) {
  const cookies = String(req.headers.cookie ?? '').split('; ');
  req.sessionId = cookies.find((cookie) => cookie.startsWith('sid='))?.slice('sid='.length);
  req.user = sessions.get(req.sessionId);
  next();
}

function requireUser(req, res, next) {
  if (!req.user) return res.status(401).json({ error: 'Please log in' });
  next();
}

function requireAdmin(req, res, next) {
  if (req.user?.role !== 'admin') return res.status(403).json({ error: 'Admins only' });
  next();
}

module.exports = { openSession, closeSession, session, requireUser, requireAdmin };
