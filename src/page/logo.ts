const elements = new Set([
  'svg',
  'g',
  'path',
  'circle',
  'ellipse',
  'rect',
  'line',
  'polyline',
  'polygon',
  'title',
  'defs',
  'lineargradient',
  'radialgradient',
  'stop',
  'clippath',
]);
const attributes =
  /^(xmlns|viewbox|width|height|fill|fill-rule|fill-opacity|clip-rule|clip-path|stroke|stroke-width|stroke-linecap|stroke-linejoin|opacity|transform|d|cx|cy|r|rx|ry|x|y|x1|x2|y1|y2|points|id|offset|stop-color|stop-opacity|gradientunits|gradienttransform|role|aria-label|aria-hidden)$/;

/**
 * Checks that a brand's logo is a drawing and nothing else: SVG elements that only paint, no script, style, link or
 * picture from elsewhere. Answers it on one line. @throws RangeError naming what does not belong.
 */
export const checkedLogo = (svg: string): string => {
  const text = svg.trim().replace(/\s+/g, ' ');
  if (text.length > 2048) throw new RangeError('the logo is larger than 2 KB');
  if (!/^<svg[ >].*<\/svg>$/.test(text)) throw new RangeError('the logo is not one <svg> element');
  const tags = [...text.matchAll(/<(\/?)([a-z]+)((?:\s+[a-z:0-9-]+="[^"<>&]*")*)\s*\/?>/gi)];
  const rest = tags.reduce((left, [tag]) => left.replace(tag, ''), text);
  if (/[<>&]/.test(rest)) throw new RangeError('the logo holds something other than elements and plain text');
  for (const [, , name = '', list = ''] of tags) {
    if (!elements.has(name.toLowerCase())) throw new RangeError(`the logo holds <${name}>, which is not a shape`);
    for (const [, attribute = '', value = ''] of list.matchAll(/([a-z:0-9-]+)="([^"]*)"/gi)) {
      if (!attributes.test(attribute.toLowerCase()) || /url\((?!#)/i.test(value)) {
        throw new RangeError(`the logo holds ${attribute}="${value.slice(0, 20)}", which is not allowed`);
      }
    }
  }
  return text;
};
