/** Claims about what other processes bring about. */

/** Tries again, 20 times a second, until `claim` throws no more; its last error is the test's. */
export async function eventually(claim: () => Promise<void>, limitSeconds = 40): Promise<void> {
  const limit = Date.now() + limitSeconds * 1000;
  while (true) {
    try {
      return await claim();
    } catch (error) {
      if (Date.now() > limit) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
