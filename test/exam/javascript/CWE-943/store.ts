import type { Request, Response } from 'express';
import { Collection, Db } from 'mongodb';
import { Model } from 'mongoose';
import { z } from 'zod';

interface Account { readonly email: string; readonly token: string }

const schema = z.object({ email: z.string().email() });

export class AccountController {
  constructor(private readonly db: Db, private readonly model: Model<Account>) {}

  private get accounts(): Collection<Account> {
    return this.db.collection<Account>('accounts');
  }

  reset = async (req: Request, res: Response): Promise<void> => {
    const { token } = req.body;
    const account = await this.db.collection('accounts').findOne({ token }); // BAD: CWE-943
    res.json(account);
  };

  async lookup(req: Request, res: Response): Promise<void> {
    const { email } = schema.parse(req.body);
    res.json(await this.accounts.findOne({ email })); // OK
  }

  async list(req: Request, res: Response): Promise<void> {
    res.json(await this.model.find({ active: true })); // OK
  }
}
