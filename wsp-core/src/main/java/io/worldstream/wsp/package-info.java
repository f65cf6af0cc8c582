/**
 * The World Stream Producer. Start at {@link io.worldstream.wsp.WorldStreamProducer}: a host hands it four adapters, a
 * catalogue and a {@link io.worldstream.wsp.policy.StreamPolicy}, and hears of it through a {@link
 * io.worldstream.wsp.report.StreamListener}. {@link io.worldstream.wsp.DryRun} does everything but push: it explains a plan
 * and previews a stream.
 */
@NullMarked
package io.worldstream.wsp;

import org.jspecify.annotations.NullMarked;
