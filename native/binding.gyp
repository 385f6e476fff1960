{
  'variables': {
    # The folder whose hiredis is compiled in; empty: the system's is linked.
    'hiredis_source': '<!(node ../src/hiredis.js source)',
  },
  'targets': [
    {
      'target_name': 'globalchannel',
      'sources': [
        '../src/bytes/command.c',
        '../src/bytes/gch.c',
        '../src/bytes/greet.c',
        '../src/bytes/hiredis.c',
        '../src/bytes/key.c',
        '../src/bytes/members.c',
        '../src/bytes/pack.c',
        '../src/bytes/parse.c',
        '../src/bytes/reader.c',
        '../src/bytes/scan.c',
        '../src/bytes/utf8.c',
        '../src/calls/clean.c',
        '../src/calls/flight.c',
        '../src/calls/request.c',
        '../src/net/alarm.c',
        '../src/net/backoff.c',
        '../src/net/connect.c',
        '../src/net/deadline.c',
        '../src/net/dial.c',
        '../src/net/fault.c',
        '../src/net/life.c',
        '../src/net/line.c',
        '../src/net/link.c',
        '../src/net/resolver.c',
        '../src/net/send.c',
        '../src/net/stream.c',
        '../src/net/turn.c',
        '../src/net/way.c',
        '../src/channel/manager.c',
        '../src/node/binding.c',
        '../src/node/call.c',
        '../src/node/emit.c',
        '../src/node/napi_util.c',
        '../src/node/options.c',
        '../src/node/session.c',
        '../src/node/state.c',
        '../src/node/text.c',
      ],
      'include_dirs': ['../src'],
      'defines': ['NAPI_VERSION=8'],
      'cflags_c': [
        '-std=gnu11',
        '-O2',
        '-Wall',
        '-Wextra',
        '-fvisibility=hidden',
      ],
      'conditions': [
        [
          'hiredis_source!=""',
          {
            'include_dirs': ['<(hiredis_source)'],
            'defines': ['GCH_HIREDIS_SOURCE'],
          },
          {
            'include_dirs': ['<!(node ../src/hiredis.js include)'],
            'libraries': ['<!@(node ../src/hiredis.js libs)'],
          },
        ],
        ['OS=="linux"', {'ldflags': ['-Wl,--exclude-libs,ALL']}],
        [
          'OS=="mac"',
          {
            'xcode_settings': {
              'GCC_C_LANGUAGE_STANDARD': 'gnu11',
              'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
            },
          },
        ],
        [
          'OS=="win"',
          {
            'msvs_settings': {
              'VCCLCompilerTool': {'AdditionalOptions': ['/std:c11']},
            },
          },
        ],
      ],
    },
  ],
}
