/**
 * The World Stream Producer. Start at {@link io.worldstream.wsp.WorldStreamProducer}: a host supplies adapters, a
 * catalogue and a {@link io.worldstream.wsp.policy.StreamPolicy}, and observes runs through a {@link
 * io.worldstream.wsp.report.StreamListener}. {@link io.worldstream.wsp.DryRun} does everything except push: it explains
 * a plan and previews a stream.
 */
@NullMarked
package io.worldstream.wsp;

import org.jspecify.annotations.NullMarked;
