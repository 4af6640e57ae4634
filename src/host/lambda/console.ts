// The Lambda of the operator's console: the same routes as the web's, and the console's; it alone has their code and their secret.
export { handler } from './web.ts';
