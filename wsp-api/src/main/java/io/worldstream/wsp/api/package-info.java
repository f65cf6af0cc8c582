/**
 * The SPI that a host implements, and the values that cross it. Four interfaces connect a host to its platform: the
 * source of READY signals ({@link io.worldstream.wsp.api.ReadySource}, whose signatures a {@link
 * io.worldstream.wsp.api.ReadyVerifier} may judge), the reader of sealed bytes
 * ({@link io.worldstream.wsp.api.OracleReader}), the only way out ({@link io.worldstream.wsp.api.IngressSink}) and time
 * ({@link io.worldstream.wsp.api.Clock}). The others store state that outlasts a process or is shared by several: the
 * progress of a run ({@link io.worldstream.wsp.api.CheckpointStore}), its holder
 * ({@link io.worldstream.wsp.api.RunLease}), its dead letters ({@link io.worldstream.wsp.api.DeadLetterSink}, and
 * {@link io.worldstream.wsp.api.DeadLetterStore} if they can be read), the results of surveys
 * ({@link io.worldstream.wsp.api.SurveyStore}), rows that are sorted once ({@link io.worldstream.wsp.api.SortedStore}),
 * positions on a bus that keeps none
 * ({@link io.worldstream.wsp.api.PositionStore}), what the host did ({@link io.worldstream.wsp.api.AuditSink}), and spilled rows of a sort
 * ({@link io.worldstream.wsp.api.SpillSpace}).
 *
 * <p>Each rule of an SPI has an id, such as {@code SNK-03}; {@code docs/spec.md} lists them with their reasons. Nothing
 * in this package can list or search the sealed world or ask for the latest object (I2), and nothing in it can write to
 * the event bus (I10).
 */
@NullMarked
package io.worldstream.wsp.api;

import org.jspecify.annotations.NullMarked;
