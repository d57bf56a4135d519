/**
 * The device in what ANGLE calls a renderer, which is vendor, device and driver:
 * `ANGLE (Apple, ANGLE Metal Renderer: Apple M1, Unspecified Version)`.
 */
export function deviceOf(renderer: string): string {
  const [, device] = /^ANGLE \([^,]*, (.*), [^,]*\)$/.exec(renderer) ?? [];
  // Vulkan names itself first and the device in parentheses, with its number at the end.
  const [, onVulkan] = /^Vulkan [\d.]+ \((.*?)(?: \(0x[\da-f]+\))?\)$/i.exec(device ?? '') ?? [];
  return onVulkan ?? device ?? renderer;
}
