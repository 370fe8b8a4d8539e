import { randomBytes } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** Text that is already HTML and is not escaped. */
export class SafeHtml {
  constructor(readonly text: string) {}
}

type Part = string | number | SafeHtml | Part[] | null | false;

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function render(part: Part): string {
  if (part === null || part === false) return '';
  if (part instanceof SafeHtml) return part.text;
  if (Array.isArray(part)) return part.map(render).join('');
  return String(part).replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}

/** An HTML template. Every value is escaped unless it is SafeHtml. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): SafeHtml {
  return new SafeHtml(strings.map((text, index) => text + render(parts[index] ?? null)).join(''));
}

/** Marks trusted text, such as styles and scripts, as HTML. Never call it with input. */
export function rawHtml(text: string): SafeHtml {
  return new SafeHtml(text);
}

/** A page that loads no external resources and runs only its own script. */
export interface Page {
  title: string;
  style: string;
  script: string;
  body: SafeHtml;
}

/** Sends a page with a strict Content-Security-Policy. */
export function sendPage(reply: FastifyReply, status: number, { title, style, script, body }: Page): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style nonce="${nonce}">
          ${rawHtml(style)}
        </style>
      </head>
      <body>
        ${body}
        <script nonce="${nonce}">
          ${rawHtml(script)};
        </script>
      </body>
    </html> `;
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'same-origin')
    .header('x-content-type-options', 'nosniff')
    .header(
      'content-security-policy',
      `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'self'`,
    )
    .type('text/html; charset=utf-8')
    .send(document.text);
}
