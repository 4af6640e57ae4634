// One bar a goal: how far the reached figure is from what it must be; 1 is just met, longer is better. Logarithmic.
import type { Goal } from './ratios.ts';

const [left, width, step, least, most] = [430, 420, 24, 1 / 16, 16];

/** Above 1 when the goal is met, whichever direction is good. */
const share = ({ must, reached }: Goal): number => {
  const wanted = Number(must.slice(2));
  return must.startsWith('≤') ? wanted / reached.median : reached.median / wanted;
};
const place = (value: number): number =>
  left + (width * Math.log(Math.min(most, Math.max(least, value)) / least)) / Math.log(most / least);
const words = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

export const plot = (goals: readonly Goal[]): string => {
  const height = goals.length * step + 50;
  const lines = goals.map((goal, index) => {
    const y = 30 + index * step;
    const value = share(goal);
    const [from, to] = [place(1), place(value)];
    const bar = `<rect x="${Math.min(from, to).toFixed(1)}" y="${y}" width="${Math.abs(to - from).toFixed(1)}" height="14" fill="${goal.isMet ? '#2f7d4f' : '#b3412e'}"/>`;
    return `<text x="${left - 10}" y="${y + 12}" text-anchor="end">${words(goal.measure)} ${words(goal.must)}</text>${bar}`;
  });
  const marks = [1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8].map((value) => {
    const x = place(value).toFixed(1);
    return `<line x1="${x}" y1="24" x2="${x}" y2="${height - 16}" stroke="${value === 1 ? '#222' : '#ccc'}"/><text x="${x}" y="16" text-anchor="middle">${value < 1 ? `1/${1 / value}` : value}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + 30} ${height}" font-family="sans-serif" font-size="12" role="img" aria-label="How far each measure is from its goal; 1 is just met"><rect width="100%" height="100%" fill="#fff"/>${marks.join('')}${lines.join('')}</svg>\n`;
};
