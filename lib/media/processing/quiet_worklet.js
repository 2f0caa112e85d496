/**
 * Runs in an AudioWorklet, before the processors of `@sapphi-red/web-noise-suppressor` are loaded: each of them is registered
 * as one that is watched. A processor whose wasm could not start (a page without `'wasm-unsafe-eval'`) gives silence, without
 * any error or event: until it gives a sound, and from the moment that it is found dead, the input is the output.
 *
 * Posts `{ type: "started" }` once it runs, `{ type: "ready" }` with its first sound, `{ type: "cost", ratio }` every second
 * (the share of one core), and `{ type: "dead" }` at most once.
 */
(() => {
  /** Seconds of sound that go in before nothing that came out is a verdict. */
  const deadAfterSeconds = 0.25;
  /** Input from here on counts as a sound: −60 dBFS of RMS. */
  const soundFrom = 0.001;
  const costEverySeconds = 1;

  const register = globalThis.registerProcessor;

  globalThis.registerProcessor = (name, Processor) =>
    register(
      name,
      class extends Processor {
        #hasStarted = false;
        #isReady = false;
        #isDead = false;
        #isClosed = false;
        #unansweredSeconds = 0;
        #measuredSeconds = 0;
        #spentMs = 0;

        constructor(options) {
          super(options);
          this.port.addEventListener("message", ({ data }) => {
            if (data === "destroy") this.#isClosed = true;
          });
          this.port.start();
        }

        process(inputs, outputs, parameters) {
          // The processor is destroyed: let go of.
          if (this.#isClosed) return false;
          if (!this.#hasStarted) this.port.postMessage({ type: "started" });
          this.#hasStarted = true;
          const [input] = inputs;
          const [output] = outputs;
          if (!this.#isDead) this.#run(inputs, outputs, parameters);
          if (!this.#isReady || this.#isDead) passThrough(input, output);
          return true;
        }

        #run(inputs, outputs, parameters) {
          const seconds = outputs[0][0].length / sampleRate;
          // Whole milliseconds, and too coarse for one call; over many calls their sum is right.
          const startedMs = Date.now();
          try {
            super.process(inputs, outputs, parameters);
          } catch {
            return this.#die();
          }
          this.#measure(Date.now() - startedMs, seconds);
          const [output] = outputs;
          const loudness = output.reduce((sum, samples) => sum + energyOf(samples), 0);
          if (Number.isNaN(loudness)) return this.#die();
          if (loudness > 0) {
            this.#unansweredSeconds = 0;
            if (!this.#isReady) this.port.postMessage({ type: "ready" });
            this.#isReady = true;
          } else if (inputs[0].some((samples) => energyOf(samples) > soundFrom ** 2)) {
            this.#unansweredSeconds += seconds;
            if (this.#unansweredSeconds >= deadAfterSeconds) this.#die();
          }
        }

        #die() {
          this.#isDead = true;
          this.port.postMessage({ type: "dead" });
        }

        #measure(spentMs, seconds) {
          this.#spentMs += spentMs;
          this.#measuredSeconds += seconds;
          if (this.#measuredSeconds < costEverySeconds) return;
          const ratio = this.#spentMs / 1000 / this.#measuredSeconds;
          this.port.postMessage({ type: "cost", ratio });
          this.#spentMs = this.#measuredSeconds = 0;
        }
      },
    );

  /** The mean square of samples. */
  function energyOf(samples) {
    let sum = 0;
    for (const sample of samples) sum += sample * sample;
    return sum / samples.length;
  }

  function passThrough(input, output) {
    output.forEach((samples, channel) => {
      const from = input[channel] ?? input[0];
      if (from) samples.set(from);
      else samples.fill(0);
    });
  }
})();
