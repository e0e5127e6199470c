<?php

/*
 * One run of PHP's SoapClient against a SOAP service of the gateway, with nothing but the service's own description.
 *
 *   php session.php --http HOST:PORT --path PATH --user U --password P --api-id N
 *
 * The gateway has a virtual clock, and serves no number that begins with 999. Prints a line for each step. Exit status 1 with
 * the first step that did not give what it should.
 */

declare(strict_types=1);

const FIRST = '27999112345';
const SECOND = '27999112346';
const BAD = '+27';
const GSM_TEXT = 'Grüße für 5€: [ñ] <&> "\'';
const UNICODE_TEXT = 'Привет, мир ☃';
const PUSH_URL = 'http://example.com/a?b=1&c=<d>';
const ID = '[0-9a-f]{32}';
const NO_DESTINATION = 'ERR: 105, Invalid destination address To: ' . BAD;
define('LONG_TEXT', str_repeat('A long text, for a message of several parts. ', 5));

/** SoapClient, which also counts its calls and can rename an operation on its way out. */
final class Client extends SoapClient
{
    /** @var array<string, int> what was sent, by operation */
    public array $sent = [];
    /** @var array<string, int> what came back */
    public array $received = [];
    public ?string $rename = null;

    public function __doRequest(string $request, string $location, string $action, int $version, bool $oneWay = false): ?string
    {
        preg_match('/<SOAP-ENV:Body><ns1:(\w+)/', $request, $found);
        $operation = $found[1];
        if ($this->rename !== null) {
            $request = str_replace("ns1:$operation", "ns1:{$this->rename}", $request);
            return parent::__doRequest($request, $location, $action, $version, $oneWay);
        }
        // The gateway counts it under the name that the other services have for it.
        $operation = $operation === 'routecoverage' ? 'routeCoverage' : $operation;
        $this->sent[$operation] = ($this->sent[$operation] ?? 0) + 1;
        $response = parent::__doRequest($request, $location, $action, $version, $oneWay);
        $this->received[$operation] = ($this->received[$operation] ?? 0) + 1;
        return $response;
    }
}

/** A service of the gateway, called by names in every style. */
final class Service
{
    public readonly Client $client;
    /** True for both services whose calls go by position. */
    public readonly bool $isRpc;
    /** What the services spell differently. */
    public readonly string $climsgid;
    public readonly string $coverage;
    /** @var array<string, list<string>> the parameters of each operation in their order */
    private array $parameters = [];

    public function __construct(string $http, string $path)
    {
        $this->isRpc = !str_contains($path, 'document_literal');
        $options = ['cache_wsdl' => WSDL_CACHE_NONE, 'connection_timeout' => 15];
        if (!$this->isRpc) {
            $options['compression'] = SOAP_COMPRESSION_ACCEPT | SOAP_COMPRESSION_GZIP | 6;
        }
        $this->client = new Client("http://$http$path?wsdl", $options);
        $this->climsgid = $this->isRpc && !str_contains($path, 'rpc_encoded') ? 'cliMsgId' : 'climsgid';
        $this->coverage = $this->isRpc ? 'routeCoverage' : 'routecoverage';
        foreach ($this->client->__getFunctions() as $function) {
            preg_match('/ (\w+)\((.*)\)$/', $function, $found);
            preg_match_all('/\$(\w+)/', $found[2], $names);
            $this->parameters[$found[1]] = $names[1];
        }
    }

    public function operations(): int
    {
        return count($this->parameters);
    }

    /** What an operation returns that returns one text. */
    public function one(string $operation, array $given): string
    {
        return $this->call($operation, $given);
    }

    /** What an operation returns that may return several texts. One repeated element is no list to SoapClient. */
    public function many(string $operation, array $given): array
    {
        $returned = $this->call($operation, $given);
        return $this->isRpc ? $returned : (array) $returned;
    }

    private function call(string $operation, array $given): mixed
    {
        if (!$this->isRpc) {
            return $this->client->$operation($given)->return;
        }
        equal(array_diff(array_keys($given), $this->parameters[$operation]), [], "parameters of $operation");
        $inOrder = array_map(fn ($name) => $given[$name] ?? null, $this->parameters[$operation]);
        return $this->client->$operation(...$inOrder);
    }
}

function main(array $args): void
{
    global $http;
    $http = $args['http'];
    $service = new Service($http, $args['path']);
    equal($service->operations(), 15, 'operations of the description');
    step('PHP ' . PHP_VERSION . ", {$args['path']}: 15 operations from the description alone");

    $session = openSession($service, $args);
    $records = [
        ...several($service, $session),
        ...texts($service, $session),
        ...batch($service, $session),
        ...deferred($service, $session),
        ...pushes($service, $session),
    ];
    fault($service);
    if ($service->isRpc) {
        $records = [...$records, ...byPosition($service, $session), ...withoutDescription($service, $args)];
    }
    expired($service, $session);

    $messages = array_column(control('messages'), 'id');
    sort($messages);
    sort($records);
    equal($messages, $records, 'messages on record');
    equal(array_column(control('refusals'), 'status'), [105, 105, 201, 105, 101, 101, 500, 3], 'refusals on record');
    step(count($records) . ' messages are on record, and 8 refusals');
    compareCalls($service);
}

function openSession(Service $service, array $args): array
{
    $credentials = ['api_id' => (int) $args['api-id'], 'user' => $args['user'], 'password' => $args['password']];
    $opened = $service->one('auth', $credentials);
    check(preg_match('/^OK: ' . ID . '$/D', $opened) === 1, "auth: $opened");
    $session = ['session_id' => substr($opened, strlen('OK: '))];
    equal($service->one('ping', $session), 'OK:', 'ping');
    step('auth and ping');
    return $session;
}

/** Three destinations, of which one is bad; parameters that are null are nil, or nothing. */
function several(Service $service, array $session): array
{
    $unset = ['deliv_time' => null, 'max_credits' => null, 'validity' => null, 'udh' => null];
    $asked = ['to' => [FIRST, BAD, SECOND], 'text' => LONG_TEXT, 'from' => 'ACME', 'concat' => 2, $service->climsgid => 'php1'];
    $sent = $service->many('sendmsg', [...$session, ...$asked, ...$unset]);
    equal(count($sent), 3, 'replies for three destinations');
    equal($sent[1], NO_DESTINATION, 'the bad destination');
    $ids = [named($sent[0], FIRST), named($sent[2], SECOND)];
    equal($service->many('querymsg', [...$session, 'apimsgid' => $ids[0]]), ["ID: $ids[0] Status: 008"], 'querymsg at once');
    advance('2s');
    foreach ([FIRST, SECOND] as $index => $to) {
        $id = $ids[$index];
        equal($service->many('querymsg', [...$session, 'apimsgid' => $id]), ["ID: $id Status: 004"], 'querymsg');
        compare($id, ['to' => $to, 'from' => 'ACME', 'text' => LONG_TEXT, 'parts' => 2, 'climsgid' => 'php1']);
        equal(shown($to), [['ACME', LONG_TEXT]], "what $to shows");
    }
    $newest = $service->many('querymsg', [...$session, 'climsgid' => 'php1']);
    equal($newest, ["ID: $ids[1] Status: 004"], 'the newest of its climsgid');
    equal($service->one('getbalance', $session), 'Credit: 998.666667', 'getbalance');
    step('sendmsg to three numbers, querymsg, getbalance');
    $covered = $service->one($service->coverage, [...$session, 'msisdn' => FIRST]);
    check(preg_match('/^OK: This prefix is currently supported\. .* Charge: 0\.333333$/D', $covered) === 1, $covered);
    $uncovered = $service->one($service->coverage, [...$session, 'msisdn' => '999123']);
    check(str_starts_with($uncovered, 'ERR: This prefix is not currently supported.'), $uncovered);
    step('routecoverage of a number that is served, and of one that is not');
    return $ids;
}

/** Characters beyond ASCII; and a stub that sends zero and nothing for everything that it was not told. */
function texts(Service $service, array $session): array
{
    $zeros = ['api_id', 'concat', 'msg_callback', 'deliv_ack', 'deliv_time', 'max_credits', 'req_feat', 'queue', 'escalate', 'mo', 'unicode', 'validity'];
    $empty = ['user', 'password', 'from', $service->climsgid, 'msg_type', 'udh', 'data'];
    $typed = [...array_fill_keys($zeros, 0), ...array_fill_keys($empty, '')];
    $sent = $service->many('sendmsg', [...$typed, ...$session, 'to' => [FIRST], 'text' => GSM_TEXT]);
    equal(count($sent), 1, 'replies for one destination');
    $gsm = alone($sent[0]);
    $digits = bin2hex(iconv('UTF-8', 'UTF-16BE', UNICODE_TEXT));
    $asked = ['to' => [SECOND], 'text' => $digits, 'from' => 'ACME', 'unicode' => 1];
    $unicode = alone($service->many('sendmsg', [...$session, ...$asked])[0]);
    advance('2s');
    compare($gsm, ['to' => FIRST, 'from' => '447624803759', 'text' => GSM_TEXT, 'parts' => 1]);
    compare($unicode, ['to' => SECOND, 'from' => 'ACME', 'text' => UNICODE_TEXT, 'parts' => 1]);
    equal(last(shown(FIRST)), ['447624803759', GSM_TEXT], 'the GSM text on the handset');
    equal(last(shown(SECOND)), ['ACME', UNICODE_TEXT], 'the Unicode text on the handset');
    step('texts beyond ASCII, zeros and nothing taken for unset');
    return [$gsm, $unicode];
}

function batch(Service $service, array $session): array
{
    $template = ['template' => 'Hi #field1#, at #field2#', 'from' => 'ACME'];
    $batch = [...$session, 'batch_id' => alone($service->many('startbatch', [...$session, ...$template])[0])];
    $fields = ['field1' => 'Zoë', 'field2' => '10:30'];
    $item = alone($service->many('senditem', [...$batch, 'to' => [FIRST], ...$fields])[0]);
    $quick = $service->many('quicksend', [...$batch, 'to' => [SECOND, BAD]]);
    equal($quick[1], NO_DESTINATION, 'the bad destination of quicksend');
    $plain = named($quick[0], SECOND);
    equal($service->many('endbatch', $batch), ['OK'], 'endbatch');
    $late = $service->many('senditem', [...$batch, 'to' => [FIRST], 'field1' => 'late']);
    equal($late, ['ERR: 201, Invalid batch ID'], 'senditem after the end');
    advance('2s');
    compare($item, ['to' => FIRST, 'from' => 'ACME', 'text' => 'Hi Zoë, at 10:30', 'parts' => 1]);
    compare($plain, ['to' => SECOND, 'from' => 'ACME', 'text' => 'Hi , at ', 'parts' => 1]);
    equal($service->one('getbalance', $session), 'Credit: 997.333333', 'getbalance after the batch');
    step('startbatch, senditem, quicksend, endbatch');
    return [$item, $plain];
}

function deferred(Service $service, array $session): array
{
    $asked = ['to' => [FIRST], 'text' => 'Later', 'deliv_time' => 60, 'from' => 'ACME'];
    $id = alone($service->many('sendmsg', [...$session, ...$asked])[0]);
    equal($service->one('getbalance', $session), 'Credit: 997.0', 'getbalance while it waits');
    equal($service->many('delmsg', [...$session, 'apimsgid' => $id]), ["ID: $id Status: 006"], 'delmsg');
    equal($service->one('getbalance', $session), 'Credit: 997.333333', 'getbalance after the refund');
    equal(array_column(control("messages/$id")['history'], 'status'), [8, 11, 6], 'history of the deleted message');
    step('delmsg of a deferred message');
    return [$id];
}

/** A link and the notice of a multimedia message, what the latter costs, and a voucher that is none. */
function pushes(Service $service, array $session): array
{
    $offered = ['si_id' => 'php1', 'si_url' => PUSH_URL, 'si_text' => 'Link ☃', 'si_expires' => '2011-05-20T10:30:00Z'];
    $link = $service->many('si_push', [...$session, 'to' => [FIRST, BAD], ...$offered, 'from' => 'ACME']);
    equal($link[1], NO_DESTINATION, 'the bad destination of si_push');
    $mms = ['mms_subject' => 'Zoë', 'mms_class' => '80', 'mms_expire' => '86400', 'mms_from' => FIRST, 'mms_url' => PUSH_URL];
    $asked = [...$session, 'to' => [SECOND], 'from' => 'ACME', ...$mms];
    $ids = [named($link[0], FIRST), named($service->many('ind_push', $asked)[0], SECOND)];
    $invalid = 'ERR: 101, Invalid or missing parameters';
    equal($service->many('ind_push', ['mms_class' => '99'] + $asked), [$invalid], 'ind_push of no class');
    advance('2s');
    foreach ([[$ids[0], FIRST, 'Link ☃'], [$ids[1], SECOND, 'Zoë']] as [$id, $to, $text]) {
        compare($id, ['to' => $to, 'from' => 'ACME', 'text' => null, 'hex' => bin2hex("$text " . PUSH_URL), 'parts' => 1]);
    }
    $charge = $service->many('getmsgcharge', [...$session, 'apimsgid' => $ids[1]]);
    equal($charge, ["apiMsgId: $ids[1] charge: 0.333333 status: 004"], 'getmsgcharge');
    equal($service->one('token_pay', [...$session, 'token' => 'none']), $invalid, 'token_pay');
    equal($service->one('getbalance', $session), 'Credit: 996.666667', 'getbalance after the pushes');
    step('si_push, ind_push, getmsgcharge, token_pay');
    return $ids;
}

function fault(Service $service): void
{
    $service->client->rename = 'nosuch';
    try {
        $service->one('ping', ['session_id' => str_repeat('0', 32)]);
        check(false, 'an unknown operation was answered');
    } catch (SoapFault $fault) {
        equal([$fault->faultcode, $fault->faultstring], ['SOAP-ENV:Client', 'unsupported operation'], 'fault');
    } finally {
        $service->client->rename = null;
    }
    step('an unknown operation is a fault');
}

/** As PHP scripts in the field call it: the first seven parameters by position, and no more of them. */
function byPosition(Service $service, array $session): array
{
    $sent = $service->client->sendmsg($session['session_id'], null, null, null, [FIRST, SECOND], null, 'By position');
    $ids = [named($sent[0], FIRST), named($sent[1], SECOND)];
    advance('2s');
    compare($ids[0], ['to' => FIRST, 'from' => '447624803759', 'text' => 'By position', 'parts' => 1]);
    compare($ids[1], ['to' => SECOND, 'from' => '447624803759', 'text' => 'By position', 'parts' => 1]);
    step('sendmsg by position');
    return $ids;
}

/** Without a description SoapClient calls its parameters param0, param1 and so on, unless each is named. */
function withoutDescription(Service $service, array $args): array
{
    $bare = new Client(null, ['location' => "http://{$args['http']}{$args['path']}", 'uri' => 'soap.clickatell.com']);
    $sent = $bare->__soapCall('sendmsg', [
        new SoapParam((int) $args['api-id'], 'api_id'),
        new SoapParam($args['user'], 'user'),
        new SoapParam($args['password'], 'password'),
        new SoapParam([SECOND], 'to'),
        new SoapParam('Grüße', 'text'),
    ]);
    equal(count($sent), 1, 'replies without a description');
    $id = alone($sent[0]);
    advance('2s');
    compare($id, ['to' => SECOND, 'from' => '447624803759', 'text' => 'Grüße', 'parts' => 1]);
    $service->client->sent['sendmsg'] += $bare->sent['sendmsg'];
    $service->client->received['sendmsg'] += $bare->received['sendmsg'];
    step('sendmsg without a description, by names and with credentials of its own');
    return [$id];
}

/** A session lives for 15 minutes from its last call. */
function expired(Service $service, array $session): void
{
    advance('14m');
    equal($service->one('ping', $session), 'OK:', 'ping after 14 minutes');
    advance('15m');
    equal($service->one('getbalance', $session), 'ERR: 003, Session ID expired', 'after 15 minutes');
    advance('1h');
    check(!in_array('Later', array_column(shown(FIRST), 1), true), 'the deleted message was delivered');
    step('the session expired after 15 minutes');
}

/** Both ends counted the same calls. */
function compareCalls(Service $service): void
{
    $calls = control('state')['soap']['calls'];
    $other = ['wsdl' => 1, 'refused' => 1];
    foreach (['in' => $service->client->sent, 'out' => $service->client->received] as $way => $counted) {
        $counted = [...$counted, ...$other];
        ksort($counted);
        ksort($calls[$way]);
        equal($calls[$way], $counted, "calls $way");
    }
    step('calls agree: ' . array_sum($service->client->sent) . ' sent and answered');
}

/** The id in the reply of a single destination. */
function alone(string $reply): string
{
    check(preg_match('/^ID: (' . ID . ')$/D', $reply, $found) === 1, $reply);
    return $found[1];
}

/** The id in the reply of one destination of several. */
function named(string $reply, string $to): string
{
    check(preg_match('/^ID: (' . ID . ") To: $to$/D", $reply, $found) === 1, $reply);
    return $found[1];
}

/** The gateway's record is what was sent, and it was delivered. */
function compare(string $id, array $wanted): void
{
    $record = control("messages/$id");
    $wanted = ['id' => $id, 'door' => 'soap', ...$wanted];
    foreach ($wanted as $key => $value) {
        equal($record[$key] ?? null, $value, "$key of the record");
    }
    equal(array_column($record['history'], 'status'), [8, 3, 4], "history of $id");
}

/** Sender and text of what a handset shows. */
function shown(string $msisdn): array
{
    return array_map(fn ($it) => [$it['from'], $it['text']], control("handset/$msisdn")['messages']);
}

function last(array $values): mixed
{
    return $values[array_key_last($values)];
}

function advance(string $span): void
{
    control('clock', ['method' => 'POST', 'header' => 'content-type: application/json', 'content' => json_encode(['advance' => $span])]);
}

function control(string $path, array $options = []): array
{
    global $http;
    $context = stream_context_create(['http' => ['timeout' => 15, ...$options]]);
    $answer = file_get_contents("http://$http/gateway/$path", false, $context);
    check($answer !== false, "no answer to $path");
    return json_decode($answer, true, flags: JSON_THROW_ON_ERROR);
}

function equal(mixed $got, mixed $wanted, string $what): void
{
    check($got === $wanted, "$what: " . json_encode($got, JSON_UNESCAPED_UNICODE) . ' instead of ' . json_encode($wanted, JSON_UNESCAPED_UNICODE));
}

function check(bool $holds, string $what): void
{
    if (!$holds) {
        throw new UnexpectedValueException($what);
    }
}

function step(string $text): void
{
    echo "  $text\n";
}

try {
    main(getopt('', ['http:', 'path:', 'user:', 'password:', 'api-id:']));
} catch (Throwable $error) {
    fwrite(STDERR, 'PHP: ' . $error::class . ": {$error->getMessage()} (line {$error->getLine()})\n");
    exit(1);
}
