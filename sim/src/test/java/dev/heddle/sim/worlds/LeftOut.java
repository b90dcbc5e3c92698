package dev.heddle.sim.worlds;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What of the engine contract runs outside of worlds only.
final class LeftOut {
  private LeftOut() {}

  /// What takes so long that a build runs it on virtual threads only: half of the time of all.
  static final Set<String> LONG =
      Set.of(
          "Budget.whatIsHeldIsGivenBackWhenTheMessageIsComplete",
          "Budget.outboxesThatAreNotReadAreBounded",
          "Client.aConnectionMayBeReadAndWrittenByTwoPlainThreadsAtOnce",
          "Client.manyConnectionsOfOneClientWorkAtOnce",
          "Closing.twoThreadsThatAbortAtOnceCloseItOnce",
          "Datagram.aPeerThatGoesOnAndOnIsLeftWithoutAnAnswerInTheEnd",
          "Drain.underLoadNoReplyToARequestThatWasReadIsLost",
          "Group.aMemberThatDoesNotReadDelaysNobodyAndIsDisconnected",
          "Group.aMemberThatDoesNotReadDelaysNobodyAndMissesMessagesWhereThatIsThePolicy",
          "Group.broadcastsFromManyThreadsReachEachMemberInEachSendersOrder",
          "Group.broadcastingNeverBlocksThoughNobodyReads",
          "Outbox.largeMessagesAreNotTornByThoseOfOthers",
          "Outbox.manySendersEachKeepTheirOrderAndTearNoMessage",
          "Outbox.messagesDoNotTearWhatTheHandlerWrites",
          "Protocol.anOutboxThatOthersFillWithoutEndDoesNotKeepItsConnectionFromBeingReadFrom",
          "Tls.aCrowdOfClientsIsServed",
          "Tls.largeWritesArriveWhole");

  /// By topic, or by topic and test.
  static Map<String, String> reasons() {
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put("Exhaustion", "starts a JVM of its own that runs out of descriptors");
    reasons.put("Files", "reads real files, which a world has not");
    reasons.put("Leak", "measures the JVM's heap and its descriptors");
    reasons.put(
        "Client.aServerThatDoesNotAnswerIsGivenUpInTime", "fills the backlog of a real kernel");
    reasons.put(
        "Datagram.aClientOnThisMachineGetsAllAnswers", "looks the client up in /proc/net/udp");
    reasons.put(
        "Proxy.whoeverMayConnectToAUnixSocketMaySendAHeader", "looks at the file of a Unix socket");
    reasons.put(
        "TlsBounds.theEndAfterAFailureDoesNotWaitForAPeerThatDoesNotRead",
        "has a file of a Unix socket, which a world has not");
    reasons.put(
        "ProtocolServer.aScriptedConversationIsCountedExactly",
        "counts what comes together as one message, and a line may come in two pieces");
    reasons.put(
        "View.aConnectionTellsWhoItIsAndWhatItHasCarried",
        "counts what comes together as one message, and five bytes may come in two pieces");
    for (String test :
        List.of(
            "Drain.pipelinedRequestsThatHaveBeenReceivedTogetherAreAllAnswered",
            "Protocol.whatComesTogetherIsReceivedTogether")) {
      reasons.put(test, "what is sent together may come in two pieces");
    }
    reasons.put(
        "Ending.aFailureIsNotHeldUpByAPeerThatDoesNotRead",
        "fills the outbox while the first callback may still run, whose bytes then count");
    reasons.put(
        "Budget.halfLinesOfManyAreBoundedAndOthersAreServed",
        "if all ask for more before one has ended, all are closed, as the reserve wants it");
    for (String test :
        List.of(
            "unix",
            "aClientConnectsToAUnixSocket",
            "aClientIsToldWhichUnixPathIsTooLongAndLeavesNothingBehind",
            "aClientIsToldWhichUnixSocketIsNotThere",
            "aUnixConnectionSeesTheEndOfADrainedServer",
            "aUnixSocketThatIsThereAlreadyIsRefusedNamedAndLeftAlone",
            "aUnixPathThatIsTooLongIsRefusedAndNamed",
            "aUnixSocketWithoutADirectoryIsRefusedAndNamed",
            "theFileOfAUnixSocketIsRemovedWithItsServer")) {
      reasons.put("Addresses." + test, "looks at the file of a Unix socket");
    }
    for (String test :
        List.of(
            "Client.largeTransfersGoBothWaysAtOnce",
            "Closing.aSecondWriterIsRefusedAndTheFirstIsNotDisturbed",
            "DrainDeadline.aHandlerThatDoesNotStopWritingIsAbortedAtTheDeadline",
            "Eviction.anAnswerThatIsReadSlowlyIsSentToItsEnd",
            "Idle.aPeerThatDoesNotReadTheLastAnswerIsLetGo",
            "OutboxEnd.aPeerThatDoesNotReadIsClosedWhenThePatienceIsOver",
            "OutboxEnd.endOfAPeerThatReadsSlowlyLosesNothing",
            "OutboxEnd.theShortestPatienceCounts",
            "OutboxFlood",
            "BackPressure",
            "Storm")) {
      reasons.put(test, "takes more steps than a world may have");
    }
    return reasons;
  }
}
