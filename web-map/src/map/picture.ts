/** What a map shows, as one canvas: the layers that are drawn, each with the part of it that is seen. */
export function pictureOf(container: HTMLElement): HTMLCanvasElement {
  const frame = container.getBoundingClientRect();
  const picture = document.createElement("canvas");
  [picture.width, picture.height] = [Math.round(frame.width), Math.round(frame.height)];
  const context = picture.getContext("2d")!;
  context.fillStyle = "#dfe4e6";
  context.fillRect(0, 0, picture.width, picture.height);
  for (const canvas of container.querySelectorAll("canvas")) {
    const at = canvas.getBoundingClientRect();
    const pane = canvas.parentElement!;
    const origin = pane.getBoundingClientRect();
    const edges = /rect\((-?[\d.]+)px,? (-?[\d.]+)px,? (-?[\d.]+)px,? (-?[\d.]+)px\)/.exec(pane.style.clip)?.slice(1).map(Number);
    context.save();
    if (edges) {
      const [top = 0, right = 0, bottom = 0, left = 0] = edges;
      context.beginPath();
      context.rect(origin.left - frame.left + left, origin.top - frame.top + top, right - left, bottom - top);
      context.clip();
    }
    context.drawImage(canvas, at.left - frame.left, at.top - frame.top, at.width, at.height);
    context.restore();
  }
  return picture;
}
