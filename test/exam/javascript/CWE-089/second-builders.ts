import { Sequelize, QueryTypes, literal } from 'sequelize';
import knexFactory, { Knex } from 'knex';
import { PrismaClient, Prisma } from '@prisma/client';
import { DataSource, Repository } from 'typeorm';
import { Controller, Get, Query, Param, Injectable, ParseIntPipe } from '@nestjs/common';
import { User } from './user';

const sequelize = new Sequelize('sqlite::memory:');
const knex = knexFactory({ client: 'pg' });
const prisma = new PrismaClient();

@Injectable()
export class UserStore {
  constructor(private readonly users: Repository<User>, private readonly source: DataSource) {}

  byName(name: string) {
    return this.users.query(`SELECT * FROM users WHERE name = '${name}'`); // BAD: CWE-089
  }
  byId(id: number) {
    return this.users.createQueryBuilder('u').where('u.id = :id', { id }).getOne(); // OK
  }
  sorted(column: string) {
    return this.users.createQueryBuilder('u').where(`u.kind = '${column}'`).getMany(); // BAD: CWE-089
  }
}

@Controller('users')
export class UserController {
  constructor(private readonly store: UserStore) {}

  @Get()
  list(@Query('name') name: string, @Query('sort') sort: string) {
    this.store.sorted(sort);
    return this.store.byName(name);
  }

  @Get(':id')
  one(@Param('id', ParseIntPipe) id: number) {
    return sequelize.query(`SELECT * FROM users WHERE id = ${id}`); // OK
  }

  @Get('raw')
  async raw(@Query() query: { q: string; order: string }) {
    await sequelize.query('SELECT * FROM t WHERE q = :q', { replacements: { q: query.q }, type: QueryTypes.SELECT }); // OK
    await sequelize.query('SELECT * FROM t WHERE q = "' + query.q + '"', { type: QueryTypes.SELECT }); // BAD: CWE-089
    await knex.raw('select * from t where q = ?', [query.q]); // OK
    await knex('t').whereRaw(`q = '${query.q}'`); // BAD: CWE-089
    await knex('t').where('q', query.q).orderByRaw(query.order); // BAD: CWE-089
    await knex('t').where({ q: query.q }); // OK
    await prisma.$queryRawUnsafe(`SELECT * FROM t WHERE q = '${query.q}'`); // BAD: CWE-089
    await prisma.$queryRaw`SELECT * FROM t WHERE q = ${query.q}`; // OK
    await prisma.$queryRaw(Prisma.sql`SELECT * FROM t WHERE q = ${query.q}`); // OK
    await User.findAll({ order: literal(query.order) }); // BAD: CWE-089
  }
}
