"""A plot of lines on two logarithmic axes, as SVG with a style of its own."""

import math

COLOURS = ("#1f5c4d", "#b4442e", "#2f5fa8", "#8a6d1a", "#7a3f8f", "#2b8a9c", "#a3366b", "#5c6b1f", "#555555")
LEFT, TOP, WIDTH, HEIGHT = 70, 20, 480, 360


def decades(values):
    least, most = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return least, max(most, least + 1)


def plot(lines, across, up):
    """Lines are (name, [(x, y), …]). Equal steps are equal factors: what grows as fast as its number
    rises at 45 degrees on equal decades, what is constant lies flat."""
    x0, x1 = decades([x for _, points in lines for x, _ in points])
    y0, y1 = decades([y for _, points in lines for _, y in points])
    at_x = lambda x: LEFT + (math.log10(x) - x0) / (x1 - x0) * WIDTH
    at_y = lambda y: TOP + HEIGHT - (math.log10(y) - y0) / (y1 - y0) * HEIGHT
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 190} {TOP + HEIGHT + 55}" '
        'font-family="sans-serif" font-size="12" role="img">',
        f"<title>{up} by {across}</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for power in range(x0, x1 + 1):
        x = at_x(10**power)
        out.append(f'<path d="M{x:.1f} {TOP}V{TOP + HEIGHT}" stroke="#ddd"/>')
        out.append(f'<text x="{x:.1f}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{10**power:,}</text>')
    for power in range(y0, y1 + 1):
        y = at_y(10**power)
        out.append(f'<path d="M{LEFT} {y:.1f}H{LEFT + WIDTH}" stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>')
    heights = []
    for number, (name, points) in enumerate(lines):
        colour = COLOURS[number % len(COLOURS)]
        dash = ' stroke-dasharray="6 3"' if number >= len(COLOURS) else ""
        path = "L".join(f"{at_x(x):.1f} {at_y(y):.1f}" for x, y in points)
        out.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        out += [f'<circle cx="{at_x(x):.1f}" cy="{at_y(y):.1f}" r="3" fill="{colour}"/>' for x, y in points]
        heights.append((at_y(points[-1][1]), name, colour, at_x(points[-1][0])))
    y = 0
    for wanted, name, colour, x in sorted(heights):
        y = max(wanted + 4, y + 14)
        out.append(f'<text x="{LEFT + WIDTH + 10}" y="{y:.1f}" fill="{colour}">{name}</text>')
    out.append(f'<text x="{LEFT + WIDTH / 2}" y="{TOP + HEIGHT + 42}" text-anchor="middle">{across}</text>')
    out.append(f'<text x="{LEFT - 50}" y="{TOP - 6}">{up}</text>')
    return "\n".join([*out, "</svg>"]) + "\n"
