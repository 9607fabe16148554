import { MongoClient } from 'mongodb';
import mongoose, { Schema, model } from 'mongoose';
import Fastify from 'fastify';
import Koa from 'koa';
import Joi from 'joi';
import Ajv from 'ajv';

const Account = model('Account', new Schema({ email: String, code: String }));
const client = new MongoClient('mongodb://localhost');
const tokens = client.db('app').collection('tokens');

const fastify = Fastify();
fastify.post('/verify', async (request) => {
  const { code } = request.body;
  return tokens.findOne({ code }); // BAD: CWE-943
});
fastify.post('/verify-typed', {
  schema: { body: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] } },
}, async (request) => tokens.findOne({ code: `${request.body.code}` })); // OK

new Koa().use(async (ctx) => {
  const filter = {};
  filter.owner = ctx.request.body.owner;
  ctx.body = await tokens.find(filter).toArray(); // BAD: CWE-943
  await tokens.deleteOne({ owner: ctx.request.body.owner }); // BAD: CWE-943
  await tokens.updateMany({ owner: ctx.state.user.id }, { $set: { seen: true } }); // OK
});

export async function signIn(req, res) {
  const account = await Account.findOne({ email: req.body.email }).exec(); // BAD: CWE-943
  await Account.remove({ email: req.body.email }); // BAD: CWE-943
  await Account.where({ email: req.body.email }).findOne(); // BAD: CWE-943
  await Account.find({ $and: [{ email: req.body.email }, { active: true }] }); // BAD: CWE-943
  await Account.find({ email: req.body.email.toString() }); // OK
  await Account.find({ email: '' + req.body.email }); // OK
  await Account.exists({ active: true }); // OK
  res.json(account);
}

const schema = Joi.object({ email: Joi.string().required() });
export async function validated(req, res) {
  const { error, value } = schema.validate(req.body);
  if (error) return res.sendStatus(400);
  return res.json(await Account.findOne({ email: value.email })); // OK
}

const isQuery = new Ajv().compile({ type: 'object', properties: { email: { type: 'string' } } });
export async function checked(req, res) {
  if (!isQuery(req.body)) return res.sendStatus(400);
  return res.json(await Account.findOne(req.body)); // GUARDED
}

export async function aggregate(req, res) {
  res.json(await Account.aggregate([{ $match: { email: req.body.email } }])); // BAD: CWE-943
  res.json(await Account.aggregate([{ $group: { _id: '$email' } }])); // OK
  await mongoose.connection.db.collection('logs').insertOne({ text: req.body.text }); // OK
}

export async function params(req, res) {
  res.json(await Account.findOne({ email: req.params.email })); // OK
  res.json(await Account.findOne({ code: req.query.code })); // BAD: CWE-943
}
