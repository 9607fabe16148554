const { Sequelize, QueryTypes, Op } = require('sequelize');
const knex = require('knex')({ client: 'pg' });
const { PrismaClient, Prisma } = require('@prisma/client');
const { getRepository, createQueryBuilder, getConnection } = require('typeorm');
const { User } = require('./models');

const sequelize = new Sequelize('sqlite::memory:');
const prisma = new PrismaClient();

exports.search = async (req, res) => {
  const criteria = req.query.q;
  const products = await sequelize.query("SELECT * FROM Products WHERE name LIKE '%" + criteria + "%'"); // BAD: CWE-089
  res.json(products);
};

exports.searchSafely = async (req, res) => {
  const products = await sequelize.query('SELECT * FROM Products WHERE name LIKE :q', { // OK
    replacements: { q: `%${req.query.q}%` },
    type: QueryTypes.SELECT,
  });
  const model = await User.findAll({ where: { name: { [Op.like]: req.query.q } } }); // OK
  res.json([products, model]);
};

exports.literal = async (req, res) => {
  const users = await User.findAll({
    where: { active: true },
    order: sequelize.literal(req.query.order), // BAD: CWE-089
  });
  res.json(users);
};

exports.raw = async (req, res) => {
  const rows = await knex.raw(`select * from users where name = '${req.query.name}'`); // BAD: CWE-089
  const safe = await knex.raw('select * from users where name = ?', [req.query.name]); // OK
  const built = await knex('users').where('name', req.query.name).first(); // OK
  const where = await knex('users').whereRaw('age > ' + req.query.age); // BAD: CWE-089
  const sorted = await knex.select('*').from('users').orderByRaw(req.query.order); // BAD: CWE-089
  res.json([rows, safe, built, where, sorted]);
};

exports.prisma = async (req, res) => {
  const a = await prisma.$queryRawUnsafe('SELECT * FROM "User" WHERE id = ' + req.query.id); // BAD: CWE-089
  const b = await prisma.$queryRaw`SELECT * FROM "User" WHERE id = ${req.query.id}`; // OK
  const c = await prisma.$executeRawUnsafe(`UPDATE "User" SET name = '${req.body.name}'`); // BAD: CWE-089
  const d = await prisma.$queryRawUnsafe('SELECT * FROM "User" WHERE id = $1', req.query.id); // OK
  const e = await prisma.user.findMany({ where: { name: req.query.name } }); // OK
  const f = await prisma.$queryRaw(Prisma.raw(`SELECT ${req.query.column} FROM "User"`)); // BAD: CWE-089
  res.json([a, b, c, d, e, f]);
};

exports.typeorm = async (req, res) => {
  const a = await getRepository(User).createQueryBuilder('u').where("u.name = '" + req.query.name + "'").getMany(); // BAD: CWE-089
  const b = await getRepository(User).createQueryBuilder('u').where('u.name = :n', { n: req.query.name }).getMany(); // OK
  const c = await getConnection().query(`SELECT * FROM u WHERE id = ${req.params.id}`); // BAD: CWE-089
  const d = await getConnection().query('SELECT * FROM u WHERE id = $1', [req.params.id]); // OK
  res.json([a, b, c, d, createQueryBuilder]);
};

exports.lookalikes = (req, res) => {
  const queue = { query: (text) => text.length, execute: () => {} };
  queue.execute('job:' + req.query.id); // OK
  const found = document.querySelectorAll('li.' + req.query.id); // OK
  res.json([found]);
};
