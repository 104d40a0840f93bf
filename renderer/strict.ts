import { config } from 'zod';

// Imported before any schema is made: without it zod tries to compile code, which the content security policy forbids.
config({ jitless: true });
