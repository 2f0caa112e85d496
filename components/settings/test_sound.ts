/** Two soft notes as a WAV file: what *Play a sound* plays, made here so that nothing is fetched. */
export function testSound(samplesPerSecond = 22_050): Blob {
  const notes = [523.25, 783.99]; // C5 and G5
  const secondsPerNote = 0.35;
  const samplesPerNote = Math.floor(samplesPerSecond * secondsPerNote);
  const samples = new Int16Array(samplesPerNote * notes.length);
  for (let index = 0; index < samples.length; index++) {
    const within = index % samplesPerNote;
    const fade = Math.min(1, within / 400) * (1 - within / samplesPerNote);
    const angle = 2 * Math.PI * notes[Math.floor(index / samplesPerNote)] * within;
    samples[index] = Math.sin(angle / samplesPerSecond) * fade * 0.4 * 32_767;
  }
  return new Blob([wavHeader(samples.byteLength, samplesPerSecond), samples], {
    type: "audio/wav",
  });
}

/** 44 bytes of RIFF header for one channel of 16-bit samples. */
function wavHeader(dataBytes: number, samplesPerSecond: number): ArrayBuffer {
  const header = new ArrayBuffer(44);
  const view = new DataView(header);
  const write = (offset: number, text: string) =>
    [...text].forEach((sign, index) => view.setUint8(offset + index, sign.charCodeAt(0)));
  write(0, "RIFF");
  view.setUint32(4, 36 + dataBytes, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, samplesPerSecond, true);
  view.setUint32(28, samplesPerSecond * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, "data");
  view.setUint32(40, dataBytes, true);
  return header;
}
