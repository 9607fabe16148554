import helmet from 'helmet';
import express from 'express';

export const app = express();
app.use(helmet({ contentSecurityPolicy: false })); // BAD: CWE-693
app.use(helmet({ frameguard: false })); // BAD: CWE-693
app.use(helmet()); // OK
