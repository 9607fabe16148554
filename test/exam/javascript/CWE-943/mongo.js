const express = require('express');
const { MongoClient, ObjectId } = require('mongodb');
const mongoose = require('mongoose');
const mongoSanitize = require('express-mongo-sanitize');
const User = mongoose.model('User', new mongoose.Schema({ name: String }));
const router = express.Router();
router.use(express.json());

router.post('/login', async (req, res) => {
  const user = await User.findOne({ name: req.body.name, password: req.body.password }); // BAD: CWE-943
  res.json(user);
});

router.post('/login-safe', async (req, res) => {
  const user = await User.findOne({ name: String(req.body.name), hash: { $eq: req.body.hash } }); // OK
  res.json(user);
});

router.post('/search', async (req, res) => {
  const client = await MongoClient.connect('mongodb://localhost');
  const posts = client.db('blog').collection('posts');
  const query = { title: req.body.title };
  res.json(await posts.find(query).toArray()); // BAD: CWE-943
});

router.post('/any', async (req, res) => {
  const client = await MongoClient.connect('mongodb://localhost');
  res.json(await client.db('blog').collection('posts').findOne(req.body)); // BAD: CWE-943
});

router.get('/where', async (req, res) => {
  const client = await MongoClient.connect('mongodb://localhost');
  const posts = client.db('blog').collection('posts');
  res.json(await posts.find({ $where: 'this.author === "' + req.query.author + '"' }).toArray()); // BAD: CWE-943
  res.json(await posts.find({ $where: 'this.likes > 10' }).toArray()); // OK
});

router.put('/users/:id', (req, res) => {
  User.updateOne({ token: req.body.token }, { $set: { seen: true } }, () => res.end()); // BAD: CWE-943
  User.findById(String(req.params.id), () => {}); // OK
  User.deleteMany({ group: req.body.group }, () => {}); // BAD: CWE-943
  User.find().where('name').equals('admin').exec(() => {}); // OK
});

router.post('/typed', async (req, res) => {
  const { email } = req.body;
  if (typeof email !== 'string') return res.sendStatus(400);
  const user = await User.findOne({ email }); // OK
  return res.json(user);
});

router.get('/by-id', async (req, res) => {
  const user = await User.findOne({ _id: new ObjectId(req.query.id) }); // OK
  res.json(user);
});

router.post('/clean', async (req, res) => {
  const filter = mongoSanitize.sanitize(req.body);
  res.json(await User.find(filter)); // OK
});

const users = [{ name: 'a' }];
router.get('/array', (req, res) => {
  res.json(users.find((user) => user.name === req.query.name)); // OK
});

router.post('/count', (req, res) => {
  User.countDocuments({ plan: req.body.plan }).then((n) => res.json(n)); // BAD: CWE-943
  User.findOneAndUpdate({ key: req.body.key }, { used: true }).then(() => {}); // BAD: CWE-943
  User.findOne({ plan: parseInt(req.body.plan, 10) }).then(() => {}); // OK
});

module.exports = router;
