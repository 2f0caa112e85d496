/** Runs in each page: a machine that cannot encode what it sends, as the browser would say it. */
export function likeSlowMachine(): void {
  const { getStats } = RTCRtpSender.prototype;
  RTCRtpSender.prototype.getStats = async function () {
    const reports = [...await getStats.call(this)].map(([id, report]) => {
      const isSent = report.type === "outbound-rtp";
      return [id, isSent ? { ...report, qualityLimitationReason: "cpu" } : report] as const;
    });
    return new Map(reports);
  };
}
