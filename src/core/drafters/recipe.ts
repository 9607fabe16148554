import { dirname, join } from '../paths';
import type { DraftResult } from '../draft';
