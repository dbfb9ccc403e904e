import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ServiceContext } from '../odata/operation';

export function registerPages(_app: FastifyInstance, _context: (request: FastifyRequest) => ServiceContext): void {}
