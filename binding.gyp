{
  'variables': {
    # One shell command each, so that a missing hiredis stops the build with one
    # message that names the package to install.
    'hiredis_cflags': '<!(sh src/hiredis.sh cflags)',
    'hiredis_libs': '<!(sh src/hiredis.sh libs)',
  },
  'targets': [
    {
      'target_name': 'globalchannel',
      'sources': [
        'src/bytes/command.c',
        'src/bytes/gch.c',
        'src/bytes/greet.c',
        'src/bytes/key.c',
        'src/bytes/members.c',
        'src/bytes/pack.c',
        'src/bytes/parse.c',
        'src/bytes/reader.c',
        'src/bytes/scan.c',
        'src/bytes/utf8.c',
        'src/calls/clean.c',
        'src/calls/flight.c',
        'src/calls/request.c',
        'src/net/backoff.c',
        'src/net/connect.c',
        'src/net/deadline.c',
        'src/net/dial.c',
        'src/net/fault.c',
        'src/net/life.c',
        'src/net/line.c',
        'src/net/link.c',
        'src/net/resolver.c',
        'src/net/stream.c',
        'src/channel/manager.c',
        'src/node/binding.c',
        'src/node/emit.c',
        'src/node/napi_util.c',
        'src/node/options.c',
        'src/node/session.c',
      ],
      'include_dirs': ['src'],
      'defines': ['NAPI_VERSION=8'],
      'cflags': ['<@(hiredis_cflags)'],
      'cflags_c': [
        '-std=gnu11',
        '-O2',
        '-Wall',
        '-Wextra',
        '-fvisibility=hidden',
      ],
      'libraries': ['<@(hiredis_libs)'],
      'conditions': [
        ['OS=="linux"', {'ldflags': ['-Wl,--exclude-libs,ALL']}],
        [
          'OS=="mac"',
          {
            'xcode_settings': {
              'GCC_C_LANGUAGE_STANDARD': 'gnu11',
              'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
              'OTHER_CFLAGS': ['<@(hiredis_cflags)'],
            },
          },
        ],
      ],
    },
  ],
}
