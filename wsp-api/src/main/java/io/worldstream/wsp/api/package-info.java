/**
 * What a host implements and what crosses that border: where READY signals come from ({@link
 * io.worldstream.wsp.api.ReadySource}), where sealed bytes are read ({@link io.worldstream.wsp.api.OracleReader}), the
 * only way out ({@link io.worldstream.wsp.api.IngressSink}) and time ({@link io.worldstream.wsp.api.Clock}). The others
 * outlast a process or serve several: where a run stands ({@link io.worldstream.wsp.api.CheckpointStore}), whose it is
 * ({@link io.worldstream.wsp.api.RunLease}), what it passed over ({@link io.worldstream.wsp.api.QuarantineSink}), what a
 * survey found out ({@link io.worldstream.wsp.api.SurveyStore}), and what a sort puts aside ({@link
 * io.worldstream.wsp.api.SpillSpace}).
 *
 * <p>Each rule of an SPI has an id, such as {@code SNK-03}; {@code docs/spec.md} lists them with their reasons. Nothing
 * in this package can list or search the sealed world or ask for the latest (I2), and nothing in it can write to the event
 * bus (I10).
 */
@NullMarked
package io.worldstream.wsp.api;

import org.jspecify.annotations.NullMarked;
