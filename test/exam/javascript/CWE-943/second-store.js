const { MongoClient, ObjectId } = require('mongodb');
const mongoose = require('mongoose');
const express = require('express');
const bodyParser = require('body-parser');

const Account = mongoose.model('Account', new mongoose.Schema({ name: String }));
const app = express();
app.use(bodyParser.json());

MongoClient.connect('mongodb://localhost').then((client) => {
  const users = client.db('app').collection('users');
  app.post('/login', async (req, res) => {
    const { name, password } = req.body;
    const user = await users.findOne({ name: name, password: password }); // BAD: CWE-943, CWE-089
    await users.findOne({ name: String(name) }); // OK
    await users.findOne({ name: { $eq: name } }); // OK
    await users.findOne({ name: `${name}` }); // OK
    await users.findOne({ _id: new ObjectId(req.body.id) }); // OK
    await users.deleteMany(req.body.filter); // BAD: CWE-943, CWE-089
    if (typeof name !== 'string') return res.sendStatus(400);
    res.json(await users.findOne({ name })); // OK
  });
  app.get('/find', (req, res) => {
    const query = {};
    query.email = req.query.email;
    users.find(query).toArray(); // BAD: CWE-943, CWE-089
    users.find({ $where: `this.age > ${req.query.age}` }); // BAD: CWE-943, CWE-094, CWE-089
    users.updateOne({ token: req.query.token }, { $set: { active: true } }); // BAD: CWE-943, CWE-089
  });
});

app.post('/reset', async (req, res, next) => {
  const account = await Account.findOne({ token: req.body.token }).exec(); // BAD: CWE-943, CWE-089
  await Account.find().where('name').equals(req.body.name); // EITHER
  await Account.findById(req.params.id); // OK
  await Account.updateMany(JSON.parse(req.query.filter), { $inc: { n: 1 } }); // BAD: CWE-943, CWE-089
});
